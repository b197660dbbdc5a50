import { writeSync } from 'node:fs';

/** Writes one JSON line synchronously: the process may end right after it. */
export function log(message, extra = {}) {
  writeAll(`${JSON.stringify({ message, ...extra })}\n`);
}

/** As an uncaught exception of the runner ends: a `failed` line and exit code 1. `at` is the frame that raised it. */
export function fail(message, type = 'ValueError', at = { file: 'stand-in', name: '<module>' }) {
  const trace = `Traceback (most recent call last):\n  File "${at.file}", line 1, in ${at.name}\n${type}: ${message}`;
  log(`Error during running: ${message}`, { exc_info: trace, status: 'failed' });
  process.exit(1);
}

/** A pipe with a slow reader refuses for a moment (EAGAIN); all of the text is written nevertheless. */
export function writeAll(text, descriptor = 1) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
