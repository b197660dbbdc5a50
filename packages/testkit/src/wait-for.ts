import { setTimeout as delay } from 'node:timers/promises';

export interface WaitForOptions {
  /** For conditions that never come, not for slow machines: 5 minutes unless given. */
  deadlineMs?: number;
  intervalMs?: number;
  /**
   * Printed after the deadline: what was waited for, or what was seen instead (`describe: () => \`run is
   * ${run.status}\``).
   */
  describe?: string | (() => unknown);
}

/** Below the time limit of a test in jest.preset.js, so that a test that hangs says what it waited for. */
const HANGS_AFTER_MS = 5 * 60_000;

/**
 * Resolves with the first value that is neither false, null nor undefined. An error thrown by the condition counts as
 * "not yet".
 * @throws after the deadline, with what was waited for, what was seen last, and where.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitForOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const { deadlineMs = HANGS_AFTER_MS, intervalMs = 10, describe } = options;
  const calledFrom = new Error('called');
  const deadline = performance.now() + deadlineMs;
  let seen: unknown;
  for (;;) {
    try {
      seen = await condition();
      if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<T, false | null | undefined>;
    } catch (error) {
      seen = error;
    }
    if (performance.now() > deadline) throw await timeUp(deadlineMs, describe, seen, calledFrom);
    await delay(intervalMs);
  }
}

async function timeUp(
  deadlineMs: number,
  describe: WaitForOptions['describe'],
  seen: unknown,
  calledFrom: Error,
): Promise<Error> {
  const described = typeof describe === 'function' ? await Promise.resolve().then(describe).catch(String) : describe;
  const error = new Error(
    `waited ${deadlineMs} ms for ${described === undefined ? 'a condition' : print(described)}; it was ${print(seen)}`,
    seen instanceof Error ? { cause: seen } : {},
  );
  error.stack = `${error.name}: ${error.message}\n${calledFrom.stack?.split('\n').slice(2).join('\n')}`;
  return error;
}

function print(value: unknown): string {
  if (value instanceof Error) return `an error: ${value.message}`;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
