import { writeSync } from 'node:fs';

/** One JSON line, written at once: what follows may be the end of the process. */
export function log(message, extra = {}) {
  writeAll(`${JSON.stringify({ message, ...extra })}\n`);
}

/** As an uncaught exception of the runner ends: a `failed` line and exit code 1. `at` is the frame that raised it. */
export function fail(message, type = 'ValueError', at = { file: 'stand-in', name: '<module>' }) {
  const trace = `Traceback (most recent call last):\n  File "${at.file}", line 1, in ${at.name}\n${type}: ${message}`;
  log(`Error during running: ${message}`, { exc_info: trace, status: 'failed' });
  process.exit(1);
}

/** A pipe whose reader is slow refuses for a moment; the whole text is written all the same. */
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
