import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ConfigProblem } from './config-problem.ts';

export type ConfigFileResult<T> =
  | { outcome: 'read'; value: T }
  | { outcome: 'absent' }
  | { outcome: 'invalid'; problems: ConfigProblem[] };

const MOST_ALIASES = 100;

/** Reads a YAML (or JSON) file against a schema; problems carry the line of the value they are about. */
export async function readConfigFile<T>(file: string, schema: z.ZodType<T>): Promise<ConfigFileResult<T>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { outcome: 'absent' };
    return { outcome: 'invalid', problems: [{ file, message: `cannot be read: ${(error as Error).message}` }] };
  }
  return parseConfigText(file, text, schema);
}

function parseConfigText<T>(file: string, text: string, schema: z.ZodType<T>): ConfigFileResult<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      message: error.message.split('\n')[0] ?? error.message,
    }));
    return { outcome: 'invalid', problems };
  }
  const raw: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
  if (isEncrypted(raw)) {
    const message = 'is encrypted with SOPS, and cannot be read as it is: decrypt it first with `sops -d`.';
    return { outcome: 'invalid', problems: [{ file, message }] };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { outcome: 'read', value: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const line = lineOf(document, lines, issue.path);
    return {
      file,
      ...(line === undefined ? {} : { line }),
      message: `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    };
  });
  return { outcome: 'invalid', problems };
}

function isEncrypted(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'sops' in raw;
}

/** Line of the value at the path, or of the nearest parent that is there. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return undefined;
}
