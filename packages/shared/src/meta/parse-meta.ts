import {
  isMap,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type ScalarTag,
  type Tags,
  type YAMLParseError,
} from 'yaml';
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
const FIX_YAML =
  'Fix the YAML: usually an indentation, a quote or a colon is missing, or there is a tab instead of spaces.';

/**
 * YAML from an author, judged as the runner's parser (ruamel.yaml, YAML 1.2, `rt`) judges it: merge keys (`<<`) are
 * followed, `2022_01` is a number and `2022-01-01` a date, and quoted text may go on at column 1.
 */
export function parseMeta(text: string): MetaParse {
  if (text.length > MAX_CHARACTERS) return { outcome: 'invalid', problems: [tooLarge()] };
  const lines = new LineCounter();
  try {
    const options = { lineCounter: lines, merge: true, customTags: ruamelTags };
    const parsed = parseDocument<ParsedNode>(indentQuotedText(text), options);
    const [fault] = parsed.errors;
    if (fault) return { outcome: 'invalid', problems: [syntaxProblem(lines, fault)] };
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
    return { outcome: 'parsed', document: { value, locate: (path) => locate(parsed.contents, lines, path) } };
  } catch {
    return {
      outcome: 'invalid',
      problems: [invalid(START, 'This is nested too deeply, or grows too large through its aliases.')],
    };
  }
}

/** Only the first one: the rest mostly follow from it. */
function syntaxProblem(lines: LineCounter, { pos, code, message }: YAMLParseError): MetaProblem {
  const place = placeOf(lines, pos);
  if (code === 'TAB_AS_INDENT')
    return {
      ...invalid(place, 'This line is indented with a tab, which YAML does not allow.'),
      nextStep: 'Indent with spaces.',
    };
  const detail = message.split(' at line ')[0]?.toLowerCase() ?? message;
  return invalid(place, `This is not valid YAML: ${detail}.`);
}

const OPENS_QUOTED_TEXT = /^\s*(?:-\s+)*(?:[\w-]+:\s+)?(["'])/;

/**
 * ruamel lets a quoted text go on at column 1, left of its key, where YAML's specification and the parser used here
 * want it indented. Folding drops leading spaces, so adding some changes no value and no line number.
 */
function indentQuotedText(text: string): string {
  if (!/\n["'\w(<[]/.test(text)) return text;
  let quote: string | null = null;
  const lines = text.split('\n').map((line) => {
    if (quote) {
      if (closesQuote(line, quote)) quote = null;
      return line.trim() === '' ? line : `        ${line}`;
    }
    const opened = OPENS_QUOTED_TEXT.exec(line);
    if (opened?.[1] && !closesQuote(line.slice(opened[0].length), opened[1])) quote = opened[1];
    return line;
  });
  // A quote that never closes is a mistake: shown as it is written.
  return quote ? text : lines.join('\n');
}

function closesQuote(text: string, quote: string): boolean {
  const inside = quote === '"' ? text.replaceAll(/\\./g, '') : text.replaceAll("''", '');
  return inside.includes(quote);
}

/** Plain scalars that ruamel.yaml reads as numbers and dates (its `resolver.py`, version 1.2). */
const RUAMEL_INTEGER = /^[-+]?(?:0b[0-1_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/;
const RUAMEL_FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?)$/;
const RUAMEL_TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

function ruamelTags(tags: Tags): Tags {
  const number = (test: RegExp, tag: string): ScalarTag => ({
    tag,
    default: true,
    test,
    resolve: (source) => Number(source.replaceAll('_', '')),
  });
  const timestamp: ScalarTag = {
    tag: 'tag:yaml.org,2002:timestamp',
    default: true,
    test: RUAMEL_TIMESTAMP,
    resolve: (source) => new Date(source),
  };
  return [
    timestamp,
    number(RUAMEL_INTEGER, 'tag:yaml.org,2002:int'),
    number(RUAMEL_FLOAT, 'tag:yaml.org,2002:float'),
    ...tags,
  ];
}

function invalid(place: Place, message: string): MetaProblem {
  return { ...place, rule: 'yaml', field: null, severity: 'error', message, nextStep: FIX_YAML };
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
