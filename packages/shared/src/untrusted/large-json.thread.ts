import { serveTasks } from './serve-tasks.ts';

/** No payload of GitHub nests deeper, or has longer texts or more names. */
const MAX_DEPTH = 64;
const MAX_TEXT_CHARACTERS = 256 * 1024;
const MAX_NAMES = 5_000;
/** Roughly, in characters: more would hold the event loop that receives it. */
const MAX_SIZE = 4 * 1024 * 1024;
const SIZE_OF_VALUE = 16;

export type LargeJson = { outcome: 'read'; value: unknown } | { outcome: 'no_json' } | { outcome: 'too_large' };

const tasks = {
  /** Long texts, deep values and what is beyond the first names are left out. */
  read(bytes: Uint8Array): LargeJson {
    let json: unknown;
    try {
      json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    } catch {
      return { outcome: 'no_json' };
    }
    const copy = createCopier();
    const value = copy(json);
    return copy.size() > MAX_SIZE ? { outcome: 'too_large' } : { outcome: 'read', value };
  },

  /** The field `payload` of a form; empty when it has none. */
  payloadOfForm(bytes: Uint8Array): Uint8Array {
    const form = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return new Uint8Array(Buffer.from(new URLSearchParams(form).get('payload') ?? ''));
  },
};

export type LargeJsonTasks = typeof tasks;

function createCopier() {
  const names = new Set<string>();
  let size = 0;

  function copy(value: unknown, depth = 0): unknown {
    size += SIZE_OF_VALUE;
    if (size > MAX_SIZE) return null;
    if (typeof value === 'string') {
      if (value.length > MAX_TEXT_CHARACTERS) return null;
      size += value.length;
      return value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth === MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    return Object.fromEntries(fieldsOf(value, depth));
  }

  function* fieldsOf(value: object, depth: number): Generator<[string, unknown]> {
    for (const [name, field] of Object.entries(value)) {
      if (names.size < MAX_NAMES) names.add(name);
      if (!names.has(name)) continue;
      size += name.length;
      yield [name, copy(field, depth + 1)];
    }
  }

  return Object.assign((value: unknown) => copy(value), { size: () => size });
}

serveTasks(tasks);
