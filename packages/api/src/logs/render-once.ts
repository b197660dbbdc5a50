import type { LogEntry } from '@pangeo-forge/db/api/read-run-log';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
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
  const redacted = new Map<string, string>();
  const renderedOf = new WeakMap<LogEntry, Rendered[]>();

  function forgetOldest(): void {
    const [oldest] = redacted.keys();
    if (redacted.size > TEXTS_KEPT && oldest !== undefined) redacted.delete(oldest);
  }

  return {
    redact(text) {
      const known = redacted.get(text);
      if (known !== undefined) return known;
      const result = redactor.redact(text);
      redacted.set(text, result);
      forgetOldest();
      return result;
    },
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
