import { writeSync } from 'node:fs';

/** One JSON line, written at once: what follows may be the end of the process. */
export function say(message, extra = {}) {
  writeAll(`${JSON.stringify({ message, ...extra })}\n`);
}

/** As an uncaught exception of the runner ends: a `failed` line and exit code 1. */
export function fail(message, type = 'ValueError') {
  const trace = `Traceback (most recent call last):\n  File "stand-in", line 1, in <module>\n${type}: ${message}`;
  say(`Error during running: ${message}`, { exc_info: trace, status: 'failed' });
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
