import { readFileSync } from 'node:fs';

/** How a program speaks to the one that started it. */
export function sendLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** What the program that started this one gave it. */
export function readConfig<T>(): T {
  return JSON.parse(readFileSync(0, 'utf8')) as T;
}
