import { open } from 'node:fs/promises';
import type { z } from 'zod';
import type { ConfigProblem } from './config-problem.ts';
import { type ParsedYaml, parseYaml } from './parse-yaml.ts';
import { type SchemaProblem, schemaProblems } from './schema-problems.ts';
import type { Decrypt, SopsMetadata } from './sops.ts';

export type ConfigFileResult<T> =
  | { outcome: 'read'; value: T; encrypted: boolean; lineOf: ParsedYaml['lineOf'] }
  | { outcome: 'absent' }
  /** It is encrypted, and cannot be decrypted here. */
  | { outcome: 'locked'; problems: ConfigProblem[] }
  | { outcome: 'invalid'; problems: ConfigProblem[] };

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a YAML (or JSON) file against a schema; every problem carries the line of the key that it is about. A file
 * encrypted with SOPS is decrypted in memory, and its lines are those of the encrypted file, whose keys are in plain
 * text.
 * @param decrypt without it an encrypted file is refused.
 */
export async function readConfigFile<T>(
  file: string,
  schema: z.ZodType<T>,
  decrypt?: Decrypt,
): Promise<ConfigFileResult<T>> {
  const content = await readText(file);
  if (content.outcome === 'absent') return content;
  if (content.outcome === 'unreadable') return invalid(file, [{ message: content.message }]);
  const outer = parseYaml(content.text);
  if (outer.outcome === 'invalid') return invalid(file, outer.problems);
  const { lineOf, raw } = outer.document;
  if (!isEncrypted(raw)) return check(file, schema, raw, { lineOf, encrypted: false });
  if (!decrypt) return locked(file, 'is encrypted with SOPS, and cannot be read without decryption.');
  const plain = await decrypt(file, raw.sops);
  if (plain.outcome === 'refused') return locked(file, plain.message);
  const inner = parseYaml(plain.text);
  if (inner.outcome === 'invalid') return invalid(file, [{ message: 'is not valid YAML once it is decrypted' }]);
  return check(file, schema, inner.document.raw, { lineOf, encrypted: true });
}

async function readText(
  file: string,
): Promise<{ outcome: 'text'; text: string } | { outcome: 'absent' } | { outcome: 'unreadable'; message: string }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size > MAX_BYTES) return { outcome: 'unreadable', message: `is larger than ${MAX_BYTES} bytes` };
    return { outcome: 'text', text: await handle.readFile('utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { outcome: 'absent' };
    return { outcome: 'unreadable', message: `cannot be read: ${(error as Error).message}` };
  }
}

function check<T>(
  file: string,
  schema: z.ZodType<T>,
  raw: unknown,
  found: { lineOf: ParsedYaml['lineOf']; encrypted: boolean },
): ConfigFileResult<T> {
  const parsed = schema.safeParse(raw);
  const problems = [...stillEncrypted(raw), ...schemaProblems(schema, raw, parsed.error)].map(({ path, message }) => {
    const line = found.lineOf(path);
    return line === undefined ? { message } : { line, message };
  });
  if (parsed.success && problems.length === 0) return { outcome: 'read', value: parsed.data, ...found };
  return invalid(file, problems);
}

/** Someone took the section `sops` out, and with it all that could decrypt the values. */
function stillEncrypted(value: unknown, path: readonly PropertyKey[] = []): SchemaProblem[] {
  if (typeof value === 'string' && /^ENC\[[A-Z0-9_]+,data:/.test(value)) {
    const message = `${path.map(String).join('.')}: is still encrypted, but the file has lost its section "sops". Restore it from git.`;
    return [{ path: [...path], message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stillEncrypted(inner, [...path, key]));
}

function invalid(file: string, problems: ReadonlyArray<Omit<ConfigProblem, 'file'>>): ConfigFileResult<never> {
  return { outcome: 'invalid', problems: problems.map((problem) => ({ file, ...problem })) };
}

function locked(file: string, message: string): ConfigFileResult<never> {
  return { outcome: 'locked', problems: [{ file, message }] };
}

function isEncrypted(raw: unknown): raw is { sops: SopsMetadata } {
  if (typeof raw !== 'object' || raw === null || !('sops' in raw)) return false;
  return typeof raw.sops === 'object' && raw.sops !== null;
}
