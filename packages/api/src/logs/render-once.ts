import type { LogEntry } from '@pangeo-forge/db/logs/read-log';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { LRUCache } from 'lru-cache';
import type { LogFormat } from './log-format.ts';

/** Redacts and renders log entries once for all readers: hundreds may follow a run, and a redactor is slow. */
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
 * Redacts stored entries while they are sent, some complete lines at a time and nothing held back, since each piece has
 * its own place: a private key that starts in one piece stays hidden until it ends in a later one. Text that is cut
 * inside lines is redacted before it is stored (`createStreamRedactor`).
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
    const start = [...rest.matchAll(BEGIN)].at(-1);
    inKey = start !== undefined && !END.test(rest.slice(start.index));
    return redactor.redact(rest);
  };
}
