import { shareCurrent } from '@pangeo-forge/shared/caching/share-reads';
import { TransientMap } from '@pangeo-forge/shared/caching/transient-map';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { Request } from 'express';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

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
const REDIS_RETRY_MS = 1_000;

/**
 * Counted for all processes in Redis. While Redis is unavailable each process counts for itself with the same limits,
 * and no request waits for Redis.
 */
export interface RequestLimits {
  /** Counts the request. @throws AppError `rate_limited` when the client has reached its limit. */
  spend(name: LimitName, client: string): Promise<void>;
  /**
   * Limits what fails: an attempt is counted before it is made, and no longer when it succeeds. A client's attempts are
   * made one after another, so that many good ones at once do not reach the limit; the same attempts share one.
   * @param attempt what is tried; null is a failure.
   * @throws AppError `rate_limited` when the client has reached its limit: then nothing is tried.
   */
  attempt<T>(name: LimitName, client: string, what: string, attempt: () => Promise<T | null>): Promise<T | null>;
}

export function createRequestLimits(redis: Redis, timeoutMs = REDIS_TIMEOUT_MS): RequestLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, points]) => {
      const options = { keyPrefix: `api-limit-${name.replaceAll(' ', '-')}`, points, duration: WINDOW_S };
      return [name, createLimiter(redis, timeoutMs, options)];
    }),
  );
  const takeTurn = createTurns();
  const current = shareCurrent<unknown>();

  async function spend(name: LimitName, client: string): Promise<Counted> {
    const counted = await (limiters.get(name) as Limiter)(client);
    if (counted.state.consumedPoints > LIMITS[name]) throw tooMany(counted.state);
    return counted;
  }
  return {
    async spend(name, client) {
      await spend(name, client);
    },
    attempt: <T>(name: LimitName, client: string, what: string, attempt: () => Promise<T | null>) =>
      current.read(`${name} ${client} ${what}`, () =>
        takeTurn(`${name} ${client}`, async () => {
          const { limiter } = await spend(name, client);
          const result = await attempt();
          if (result !== null) await limiter.reward(client).catch(() => {}); // one attempt too many is counted
          return result;
        }),
      ) as Promise<T | null>,
  };
}

interface Counted {
  state: RateLimiterRes;
  /** Where it was counted. */
  limiter: RateLimiterAbstract;
}

type Limiter = (client: string) => Promise<Counted>;

function createLimiter(
  redis: Redis,
  timeoutMs: number,
  options: { keyPrefix: string; points: number; duration: number },
): Limiter {
  const shared = new RateLimiterRedis({ ...options, storeClient: redis });
  const own = new RateLimiterMemory(options);
  let nextTryAt = 0;
  return async (client) => {
    if (Date.now() >= nextTryAt) {
      const counting = consume(shared, client);
      let isLate = false;
      const state = await withTimeout(counting, timeoutMs, () => {
        isLate = true;
        return null;
      }).catch(() => null);
      if (state) return { state, limiter: shared };
      nextTryAt = Date.now() + REDIS_RETRY_MS;
      // it is counted here instead
      if (isLate) counting.then(() => shared.reward(client)).catch(() => {});
    }
    return { state: await consume(own, client), limiter: own };
  };
}

async function consume(limiter: RateLimiterAbstract, client: string): Promise<RateLimiterRes> {
  return limiter.consume(client).catch((refusal: unknown) => {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  });
}

/** Runs what has the same name one after another. */
function createTurns(): <T>(name: string, action: () => Promise<T>) => Promise<T> {
  const last = new TransientMap<string, Promise<unknown>>();
  return (name, action) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(action, action);
    last.set(name, mine);
    const end = () => {
      if (last.get(name) === mine) last.delete(name);
    };
    mine.then(end, end);
    return mine;
  };
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
