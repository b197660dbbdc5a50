const MASK = '[redacted]';
const SHORTEST_SECRET = 6;

/** What a secret looks like when nobody told us its value. */
const SECRET_PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bgh[pousr]_[A-Za-z0-9_.-]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bya29\.[A-Za-z0-9_-]{20,}/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,100}:)[^\s/@]{1,200}(?=@)/g,
  /(?<=\bauthorization:\s{0,5}(?:bearer|token|basic)\s{1,5})\S{1,500}/gi,
];

/**
 * Hides secrets in text: the exact values it was told (as they are, JSON-escaped, base64 and URL-encoded) and what looks like a secret.
 * Values shorter than six characters are ignored, since hiding them would hide ordinary text.
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
    const known = this.#exact ? text.replace(this.#exact, MASK) : text;
    return SECRET_PATTERNS.reduce((clean, pattern) => clean.replace(pattern, MASK), known);
  }
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
