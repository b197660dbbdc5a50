import { StacProblem } from '../stac-problem.ts';

export interface Token {
  kind: 'name' | 'quoted' | 'text' | 'number' | 'sign' | 'end';
  /** Of a name in upper case, unless it is quoted. */
  value: string;
  /** As it was written. */
  raw: string;
}

const MAX_CHARACTERS = 8_000;

/** The parts of CQL2 text. [OGC 21-065r2, annex B] */
const PART =
  /\s+|(?<text>'(?:[^'\\]|''|\\.)*')|(?<quoted>"[^"]+")|(?<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_:\u00C0-\uFFFD][\w.:\u00B7\u00C0-\uFFFD-]*)|(?<sign><>|<=|>=|[=<>(),])/uy;

/** @throws StacProblem at what is no part of CQL2. */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_CHARACTERS) throw new StacProblem(`filter has more than ${MAX_CHARACTERS} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (!match) throw new StacProblem(`filter: character ${at + 1} is not understood.`);
    at = PART.lastIndex;
    const [kind, raw] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind && raw !== undefined) tokens.push({ kind: kind as Token['kind'], raw, value: valueOf(kind, raw) });
  }
  return [...tokens, { kind: 'end', raw: 'its end', value: '' }];
}

function valueOf(kind: string, raw: string): string {
  if (kind === 'text') return raw.slice(1, -1).replace(/''|\\(.)/g, (_pair, escaped?: string) => escaped ?? "'");
  if (kind === 'quoted') return raw.slice(1, -1);
  return kind === 'name' ? raw.toUpperCase() : raw;
}
