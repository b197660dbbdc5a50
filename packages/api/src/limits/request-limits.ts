import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { Request } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Expensive requests, and how many of them a client may send in a minute. */
const LIMITS = {
  'wrong keys': 20,
  'sign-ins': 30,
  presses: 60,
  github: 60,
  logs: 120,
  dataset: 30,
  statistics: 120,
} as const;

export type LimitName = keyof typeof LIMITS;

const WINDOW_S = 60;
/** A Redis that takes longer hangs, and counts as unavailable. */
const REDIS_TIMEOUT_MS = 300;

/**
 * Counted for all processes in Redis; while Redis is unavailable each process counts for itself, and no request waits
 * for it.
 */
export interface RequestLimits {
  /** @throws AppError `rate_limited` when the client has reached its limit; counts the request otherwise. */
  spend(name: LimitName, client: string): Promise<void>;
  /** The same, without counting. */
  assertWithin(name: LimitName, client: string): Promise<void>;
}

export function createRequestLimits(redis: Redis, timeoutMs = REDIS_TIMEOUT_MS): RequestLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, points]) => {
      const options = { keyPrefix: `api-limit-${name.replaceAll(' ', '-')}`, points, duration: WINDOW_S };
      const memory = new RateLimiterMemory(options);
      return [name, new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory })];
    }),
  );
  return {
    async spend(name, client) {
      const refusal = await inTime(timeoutMs, limiters.get(name)?.consume(client)).catch((error: unknown) => error);
      if (refusal instanceof RateLimiterRes && refusal.remainingPoints <= 0 && refusal.consumedPoints > LIMITS[name]) {
        throw tooMany(refusal);
      }
    },
    async assertWithin(name, client) {
      const state = await inTime(timeoutMs, limiters.get(name)?.get(client)).catch(() => null);
      if (state && state.consumedPoints >= LIMITS[name]) throw tooMany(state);
    },
  };
}

async function inTime<T>(timeoutMs: number, answer: Promise<T> | undefined): Promise<T | null> {
  return answer ? withTimeout(answer, timeoutMs, () => null) : null;
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new AppError('rate_limited', `Too many requests: try again in ${seconds} s.`, {
    context: { retryAfterMs: msBeforeNext },
  });
}

/** The client that limits are counted for: the address of the request, by the application's `trust proxy` setting. */
export function clientOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown';
}
