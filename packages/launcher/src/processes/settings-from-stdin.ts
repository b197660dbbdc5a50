import { createInterface } from 'node:readline';
import { z } from 'zod';

/**
 * The first line of standard input: environment variables that must not be in `/proc/PID/environ`.
 * @param onParentGone is called when the pipe ends.
 */
export function settingsFromStdin(onParentGone: () => void): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin });
    lines.once('line', (line) => {
      try {
        resolve(z.record(z.string(), z.string()).parse(JSON.parse(line)));
      } catch {
        reject(new Error('the first line of standard input must be a JSON object of settings'));
      }
    });
    lines.once('close', () => {
      reject(new Error('standard input ended before the settings'));
      onParentGone();
    });
  });
}
