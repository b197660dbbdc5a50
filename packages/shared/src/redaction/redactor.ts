import { SECRET_PATTERNS } from './secret-patterns.ts';

export const MASK = '[redacted]';
const SHORTEST_SECRET = 6;

/** From the first character to the one after the last. */
export type Span = readonly [from: number, to: number];

/**
 * Hides secrets in text: the exact values that it was given (plain, JSON-escaped, base64 and URL-encoded) and what
 * looks like a secret. Values shorter than six characters are ignored, since hiding them would hide ordinary text.
 */
export class Redactor {
  #exact: RegExp | null = null;
  readonly #needles = new Set<string>();

  constructor(secrets: Iterable<string> = []) {
    this.add(secrets);
  }

  add(secrets: Iterable<string>): void {
    for (const secret of secrets) for (const form of formsOf(secret)) this.#needles.add(form);
    const longestFirst = [...this.#needles].sort((a, b) => b.length - a.length);
    this.#exact = longestFirst.length > 0 ? new RegExp(longestFirst.map(RegExp.escape).join('|'), 'g') : null;
  }

  redact(text: string): string {
    return mask(text, this.find(text));
  }

  /** Where the secrets are: in order, none touching another. */
  find(text: string): Span[] {
    const patterns = this.#exact ? [this.#exact, ...SECRET_PATTERNS] : SECRET_PATTERNS;
    const spans = patterns.flatMap((pattern) =>
      Array.from(text.matchAll(pattern), ({ index, 0: found }): Span => [index, index + found.length]),
    );
    return mergeSpans(spans);
  }

  /**
   * The position where a secret may start that the text does not hold completely; the text's length when there is none.
   */
  beginningOfSecret(text: string): number {
    let from = text.length;
    for (const needle of this.#needles) {
      const first = Math.max(0, text.length - needle.length + 1);
      for (
        let at = text.indexOf(needle[0] as string, first);
        at >= 0 && at < from;
        at = text.indexOf(needle[0] as string, at + 1)
      ) {
        if (needle.startsWith(text.slice(at))) from = at;
      }
    }
    return from;
  }
}

export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Lines stay lines. */
export function mask(text: string, spans: readonly Span[]): string {
  let clean = '';
  let at = 0;
  for (const [from, to] of spans) {
    clean += text.slice(at, from) + text.slice(from, to).replace(/[^\n]+/g, MASK);
    at = to;
  }
  return clean + text.slice(at);
}

function formsOf(secret: string): string[] {
  const value = secret.trim();
  if (value.length < SHORTEST_SECRET) return [];
  const bytes = Buffer.from(value);
  const lines = value.includes('\n')
    ? value.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
    : [];
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...lines,
  ];
}
