import { readdirSync, readFileSync } from 'node:fs';

/** How many processes of this machine sleep for that many seconds. */
export function sleeping(seconds: string): number {
  const commandLines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
  return commandLines.filter((line) => line === `sleep\0${seconds}\0`).length;
}
