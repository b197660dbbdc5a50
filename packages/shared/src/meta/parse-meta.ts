import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parse,
  type ParsedNode,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLParseError,
} from 'yaml';
import type { MetaProblem } from './meta-problem.ts';
import { prose } from '../untrusted/foreign-text.ts';

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
/** About a hundred times a usual meta.yaml. */
const MAX_CHARACTERS = 128 * 1024;
/** Of characters that can begin a key or an item: the parser's time grows with their number. */
const MAX_MARKS = 10_000;
const FIX_YAML =
  'Fix the YAML: usually an indentation, a quote or a colon is missing, or there is a tab instead of spaces.';

/**
 * YAML from an author, judged as the runner's parser (ruamel.yaml, YAML 1.2, `rt`) judges it: merge keys (`<<`) are
 * followed, `2022_01` is a number and `2022-01-01` a date, and quoted text may go on at column 1.
 */
export function parseMeta(text: string): MetaParse {
  const excess = excessOf(text);
  if (excess) return { outcome: 'invalid', problems: [excess] };
  const lines = new LineCounter();
  try {
    // the parser's own search for keys that are given twice takes quadratic time
    const options = { lineCounter: lines, merge: true, customTags: ruamelTags, uniqueKeys: false };
    const parsed = parseDocument<ParsedNode>(indentQuotedText(text), options);
    const [fault] = parsed.errors;
    if (fault) return { outcome: 'invalid', problems: [syntaxProblem(lines, fault)] };
    const repeated = repeatedKey(parsed.contents);
    if (repeated) {
      const message = 'This is not valid YAML: map keys must be unique.';
      return { outcome: 'invalid', problems: [invalid(placeOf(lines, repeated), message)] };
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

/**
 * The fields of a meta.yaml as the runner gets them, where they are written out again; null when there are none. Texts
 * and numbers keep their form, and keys that are given twice are left to the runner, which refuses them.
 */
export function fieldsOf(text: string): Record<string, unknown> | null {
  if (excessOf(text)) return null;
  try {
    const content: unknown = parse(text, { merge: true, uniqueKeys: false, maxAliasCount: MAX_ALIASES });
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return null;
    return { ...content };
  } catch {
    return null;
  }
}

/** Where a key is given for the second time. */
function repeatedKey(contents: ParsedNode | null): readonly [number, number] | null {
  if (!contents) return null;
  let found: readonly [number, number] | null = null;
  visit(contents, {
    Map(_key, map) {
      const known = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) found = rangeOf(key) ?? [0, 0];
        known.add(key.value);
        if (found) return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
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
  return invalid(place, `This is not valid YAML: ${prose(detail)}.`);
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

/** What costs more to parse than a description of recipes is worth. */
function excessOf(text: string): MetaProblem | null {
  const isLarge = text.length > MAX_CHARACTERS;
  if (!isLarge && countMarks(text) <= MAX_MARKS) return null;
  const message = isLarge
    ? `This is larger than ${MAX_CHARACTERS / 1024} kB.`
    : `This holds more than ${MAX_MARKS} keys and items.`;
  return { ...invalid(START, message), nextStep: 'Describe the recipes here; data and long texts belong elsewhere.' };
}

function countMarks(text: string): number {
  return text.match(/[:,?[{]|^[ \t]*-/gm)?.length ?? 0;
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
