import type { LogEntry } from '@pangeo-forge/db/logs/read-log';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { LRUCache } from 'lru-cache';
import type { LogFormat } from './log-format.ts';

/** Redacts and writes what many readers of one log are given once for all of them: hundreds follow a run, and a redactor is slow. */
export interface RenderOnce {
  redact(text: string): string;
  /** The entry with these redacted lines, as the format writes it. */
  entry(format: LogFormat, entry: LogEntry, lines: string): Buffer;
}

interface Rendered {
  format: LogFormat;
  lines: string;
  bytes: Buffer;
}

/** About 64 kB each. */
const TEXTS_KEPT = 32;

export function createRenderOnce(redactor: Pick<Redactor, 'redact'>): RenderOnce {
  const redacted = new LRUCache<string, string>({ max: TEXTS_KEPT, memoMethod: (text) => redactor.redact(text) });
  const renderedOf = new WeakMap<LogEntry, Rendered[]>();

  return {
    redact: (text) => redacted.memo(text),
    entry(format, entry, lines) {
      const rendered = renderedOf.get(entry) ?? [];
      const known = rendered.find((one) => one.format === format && one.lines === lines);
      if (known) return known.bytes;
      const bytes = Buffer.from(format.entry({ ...entry, lines }));
      renderedOf.set(entry, [...rendered, { format, lines, bytes }]);
      return bytes;
    },
  };
}

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
