import { isMap, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';

export interface ParsedYaml {
  raw: unknown;
  /** Line (from 1) of the key or item at the path, or of its nearest parent that is there. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

export type YamlResult =
  | { outcome: 'parsed'; document: ParsedYaml }
  | { outcome: 'invalid'; problems: Array<{ line?: number; message: string }> };

const MAX_ALIASES = 100;

/**
 * YAML (or JSON) from a file that a person wrote. What would blow up (nested aliases, endless nesting, NUL bytes) is a
 * problem like any other. The problems never quote the text, which may hold secrets.
 */
export function parseYaml(text: string): YamlResult {
  const nul = text.indexOf('\0');
  if (nul >= 0) return invalid('holds a NUL byte; it is not a text file', lineAt(text, nul));
  const lines = new LineCounter();
  try {
    const parsed = parseDocument<ParsedNode>(text, { lineCounter: lines });
    if (parsed.errors.length > 0) {
      const problems = parsed.errors.map(({ pos, code }) => ({
        line: lines.linePos(pos[0]).line,
        message: `is not valid YAML here (${code.toLowerCase().replaceAll('_', ' ')})`,
      }));
      return { outcome: 'invalid', problems };
    }
    const raw: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
    return { outcome: 'parsed', document: { raw, lineOf: (path) => lineOf(parsed.contents, lines, path) } };
  } catch (error) {
    if (error instanceof RangeError) return invalid('is nested too deeply');
    return invalid('expands to too much through its aliases (*name); write the values out');
  }
}

function invalid(message: string, line?: number): YamlResult {
  return { outcome: 'invalid', problems: [line === undefined ? { message } : { line, message }] };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function lineOf(contents: ParsedNode | null, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = contents;
  let offset = contents?.range[0];
  for (const step of path) {
    const next = childAt(node, step);
    if (!next) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function childAt(node: unknown, step: PropertyKey): { node: unknown; offset: number | undefined } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(key) === String(step));
    return pair ? { node: pair.value, offset: rangeStart(pair.key) } : null;
  }
  if (!isSeq(node)) return null;
  const item = node.items[Number(step)];
  return item === undefined ? null : { node: item, offset: rangeStart(item) };
}

function rangeStart(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] | null } | null)?.range?.[0];
}
