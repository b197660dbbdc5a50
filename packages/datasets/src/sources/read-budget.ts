import { AppError } from '@pangeo-forge/shared/errors/app-error';

export interface ReadLimits {
  /** Of all objects together. */
  bytes: number;
  requests: number;
  ms: number;
  /** Requests at a time. */
  concurrency: number;
}

/** What describing one dataset may cost: stores are as large, slow and hostile as their authors made them. */
export const READ_LIMITS: ReadLimits = { bytes: 48 * 1024 * 1024, requests: 300, ms: 20_000, concurrency: 6 };

export interface ReadBudget {
  /** Aborted when the time is over. */
  signal: AbortSignal;
  /** Runs one request when its turn comes. */
  spend<T>(request: () => Promise<T>): Promise<T>;
  /** Counts what has arrived, before it is kept. */
  take(bytes: number): void;
}

export function createReadBudget(limits: ReadLimits = READ_LIMITS): ReadBudget {
  const signal = AbortSignal.timeout(limits.ms);
  const waiting: Array<() => void> = [];
  let [requests, bytes, running] = [0, 0, 0];
  return {
    signal,
    async spend(request) {
      if (++requests > limits.requests)
        throw new AppError('too_large', `The dataset takes more than ${limits.requests} requests to describe.`);
      if (running >= limits.concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      running++;
      try {
        if (signal.aborted) throw tooSlow(limits.ms);
        return await request();
      } catch (error) {
        throw signal.aborted && !(error instanceof AppError) ? tooSlow(limits.ms) : error;
      } finally {
        running--;
        waiting.shift()?.();
      }
    },
    take(count) {
      bytes += count;
      if (bytes > limits.bytes)
        throw new AppError('too_large', `The dataset takes more than ${limits.bytes / 1024 / 1024} MB to describe.`);
    },
  };
}

function tooSlow(ms: number): AppError {
  return new AppError('too_slow', `The dataset's storage did not answer in ${ms / 1_000} s.`);
}
