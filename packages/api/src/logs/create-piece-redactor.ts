import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';

const MASK = '[redacted]';
const BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
const END = /-----END [A-Z ]*PRIVATE KEY-----/;

/**
 * Redacts what is stored as it is sent, a piece of whole lines at a time and nothing held back, since each piece goes with its own place: a private
 * key that begins in one stays hidden until it ends in a later one. What is cut anywhere is redacted before it is stored (`createStreamRedactor`).
 */
export function createPieceRedactor(redactor: Pick<Redactor, 'redact'>): (piece: string) => string {
  let inKey = false;
  return (piece) => {
    let rest = piece;
    if (inKey) {
      const end = END.exec(rest);
      if (!end) return MASK;
      rest = `${MASK}${rest.slice(end.index + end[0].length)}`;
      inKey = false;
    }
    const begin = [...rest.matchAll(BEGIN)].at(-1);
    inKey = begin !== undefined && !END.test(rest.slice(begin.index));
    return redactor.redact(rest);
  };
}
