import { isMap, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { MetaProblem } from './meta-problem.ts';

export interface Place {
  line: number;
  column: number;
  endLine: number;
}

export interface ParsedMeta {
  value: unknown;
  /** The place of the field, or of its nearest parent that exists. */
  locate(path: readonly PropertyKey[]): Place;
}

export type MetaParse = { outcome: 'parsed'; document: ParsedMeta } | { outcome: 'invalid'; problems: MetaProblem[] };

const START: Place = { line: 1, column: 1, endLine: 1 };
const MAX_ALIASES = 100;
/** About a hundred times a usual meta.yaml. Parsing must not delay the contributions of others. */
const MAX_CHARACTERS = 128 * 1024;
const MEND_YAML =
  'Fix the YAML: usually an indentation, a quote or a colon is missing, or there is a tab instead of spaces.';

/** YAML from an author. Merge keys (`<<`) are followed, since the runner's parser follows them. */
export function parseMeta(text: string): MetaParse {
  if (text.length > MAX_CHARACTERS) return { outcome: 'invalid', problems: [tooLarge()] };
  const lines = new LineCounter();
  try {
    const parsed = parseDocument<ParsedNode>(text, { lineCounter: lines, merge: true });
    if (parsed.errors.length > 0) {
      return {
        outcome: 'invalid',
        problems: parsed.errors.map(({ pos, message }) =>
          invalid(
            placeOf(lines, pos),
            `This is not valid YAML: ${message.split(' at line ')[0]?.toLowerCase() ?? message}.`,
          ),
        ),
      };
    }
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
    return { outcome: 'parsed', document: { value, locate: (path) => locate(parsed.contents, lines, path) } };
  } catch {
    return {
      outcome: 'invalid',
      problems: [invalid(START, 'This is nested too deeply, or grows too large through its aliases.')],
    };
  }
}

function invalid(place: Place, message: string): MetaProblem {
  return { ...place, field: null, severity: 'error', message, nextStep: MEND_YAML };
}

function tooLarge(): MetaProblem {
  const message = `This is larger than ${MAX_CHARACTERS / 1024} kB.`;
  return { ...invalid(START, message), nextStep: 'Describe the recipes here; data and long texts belong elsewhere.' };
}

function placeOf(lines: LineCounter, [start, end]: readonly [number, number]): Place {
  const { line, col } = lines.linePos(start);
  return { line, column: col, endLine: Math.max(line, lines.linePos(Math.max(start, end - 1)).line) };
}

function locate(contents: ParsedNode | null, lines: LineCounter, path: readonly PropertyKey[]): Place {
  let node: unknown = contents;
  let range: readonly [number, number] | undefined;
  for (const step of path) {
    const next = childAt(node, step);
    if (!next) break;
    range = next.range ?? range;
    node = next.node;
  }
  return range ? placeOf(lines, range) : START;
}

/** A field is shown at its key, an item of a list at its first line. */
function childAt(node: unknown, step: PropertyKey): { node: unknown; range: [number, number] | undefined } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(key) === String(step));
    return pair ? { node: pair.value, range: rangeOf(pair.key) } : null;
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  const range = rangeOf(item);
  return item === undefined ? null : { node: item, range: range && [range[0], range[0] + 1] };
}

function rangeOf(node: unknown): [number, number] | undefined {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : undefined;
}
