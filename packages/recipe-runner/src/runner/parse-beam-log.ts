import type { Severity } from './recipe-runner.ts';

const LINE = /^Worker: severity: (\w+) timestamp \{[^}]*\} message: "((?:[^"\\]|\\.)*)"/;
const SEVERITIES: Record<string, Severity> = {
  WARN: 'WARNING',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  CRITICAL: 'ERROR',
  FATAL: 'ERROR',
};
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '\\': '\\' };

/**
 * The message of a Beam worker, which local runs print in protobuf's text format on one line: with its own severity, and with its line breaks back,
 * so that a worker's traceback is one. Null for any other line.
 */
export function parseBeamLog(line: string): { text: string; severity: Severity } | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, severity = '', message = ''] = match;
  return { text: unescape(message), severity: SEVERITIES[severity] ?? 'INFO' };
}

/** Bytes beyond ASCII stand as octal numbers, several to a character. */
function unescape(escaped: string): string {
  return escaped.replace(/((?:\\[0-7]{3})+)|\\(.)/gs, (_all, octals: string | undefined, letter: string) => {
    if (octals === undefined) return ESCAPES[letter] ?? letter;
    const bytes = octals
      .split('\\')
      .slice(1)
      .map((octal) => Number.parseInt(octal, 8));
    return Buffer.from(bytes).toString('utf8');
  });
}
