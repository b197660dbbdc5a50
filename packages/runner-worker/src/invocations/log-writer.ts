import { writeLogChunk } from '@pangeo-forge/db/logs/write-log';
import type { Pool } from '@pangeo-forge/db/open-database';
import type { RunnerOutputLine, Severity } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { createStreamRedactor } from '@pangeo-forge/shared/redaction/stream-redactor';

export interface LogWriterOptions {
  pool: Pool;
  redactor: Redactor;
  invocationId: string;
  attempt: number;
  onError: (error: unknown) => void;
}

export interface LogWriter {
  write(line: RunnerOutputLine): void;
  /** Stores what is left. */
  close(): Promise<void>;
}

const CHUNK_BYTES = 64 * 1024;
const STORE_EVERY_MS = 500;
const MAX_STORED_BYTES = 16 * 1024 * 1024;
const CAPPED = '… (the log is cut here: more than 16 MB were printed)';

/**
 * Stores the runner's output in redacted chunks while it runs. Output beyond the cap is dropped, so that memory and
 * table stay bounded.
 */
export function createLogWriter({ pool, redactor, invocationId, attempt, onError }: LogWriterOptions): LogWriter {
  let lines: string[] = [];
  let bytes = 0;
  let stored = 0;
  let capped = false;
  let severity: Severity = 'INFO';
  let sequence = 0;
  let last = Promise.resolve();
  const redacted = createStreamRedactor(redactor);

  function flush(): void {
    if (lines.length === 0) return;
    store(redacted.write(`${lines.join('\n')}\n`));
    lines = [];
    bytes = 0;
  }

  /** Complete lines, or none when they wait for what follows. */
  function store(text: string): void {
    if (text === '') return;
    const chunk = { invocationId, attempt, sequence: sequence++, lines: text.replace(/\n$/, ''), severity };
    last = last.then(() => writeLogChunk(pool, chunk)).catch(onError);
  }

  const timer = setInterval(flush, STORE_EVERY_MS);
  return {
    write(line) {
      if (capped) return;
      stored += line.text.length;
      capped = stored > MAX_STORED_BYTES;
      if (severity !== line.severity) flush();
      severity = line.severity;
      lines.push(capped ? CAPPED : line.text);
      bytes += line.text.length;
      if (bytes >= CHUNK_BYTES) flush();
    },
    async close() {
      clearInterval(timer);
      flush();
      store(redacted.end());
      await last;
    },
  };
}
