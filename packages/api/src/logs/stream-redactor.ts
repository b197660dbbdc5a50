import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';

const MASK = '[redacted]';
const BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
const END = /-----END [A-Z ]*PRIVATE KEY-----/;

/** Redacts text that comes in pieces of whole lines: a private key that begins in one piece stays hidden until it ends in a later one. */
export function createStreamRedactor(redactor: Pick<Redactor, 'redact'>): (piece: string) => string {
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
