import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** The budget for requests to GitHub, counted for each installation and shared by all processes. */
export interface RequestBudget {
  /** @throws AppError `rate_limited` with `retryAfterMs` when the request must not be sent now. It was not sent. */
  spend(scope: string, request: { method: string; url: string }): Promise<void>;
  /** GitHub asked for a pause: no process sends requests for this scope until it is over. */
  pause(scope: string, forMs: number): Promise<void>;
  /** Records the hourly budget from an answer of GitHub, for the metrics. Never fails. */
  note(scope: string, headers: Readonly<Record<string, string | number | undefined>>): Promise<void>;
}

interface Limit {
  points: number;
  seconds: number;
}

export interface RequestLimits {
  /** A read costs 1 point, a write 5. */
  points: Limit;
  /** Writes that create visible content. */
  contentShort: Limit;
  contentLong: Limit;
}

/**
 * A little under GitHub's own secondary limits: 900 points a minute, 80 pieces of content a minute, 500 an hour.
 * [docs.github.com, rate limits for the REST API]
 */
export const GITHUB_LIMITS: RequestLimits = {
  points: { points: 850, seconds: 60 },
  contentShort: { points: 75, seconds: 60 },
  contentLong: { points: 480, seconds: 3_600 },
};

export const BUDGET_PREFIX = 'github-';
/** Key of the hourly budget from GitHub's last answer. */
export const HOUR_PREFIX = `${BUDGET_PREFIX}hour`;

/** Objects that are invisible until a branch points to them, and tokens. */
const NO_CONTENT = /\/git\/(blobs|trees|commits)$|\/access_tokens$/;

/**
 * While Redis is unavailable each process counts for itself: requests continue, and GitHub's own limits still pause
 * them.
 */
export function createRequestBudget(redis: Redis, limits: RequestLimits = GITHUB_LIMITS): RequestBudget {
  const limiter = (name: string, { points, seconds }: Limit) => {
    const options = { keyPrefix: `${BUDGET_PREFIX}${name}`, points, duration: seconds };
    return new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: new RateLimiterMemory(options) });
  };
  const points = limiter('points', limits.points);
  const contentShort = limiter('content-short', limits.contentShort);
  const contentLong = limiter('content-long', limits.contentLong);
  return {
    async spend(scope, { method, url }) {
      const isRead = method === 'GET' || method === 'HEAD';
      await consume(points, scope, isRead ? 1 : 5);
      if (isRead || method === 'DELETE' || NO_CONTENT.test(url)) return;
      await consume(contentShort, scope, 1);
      await consume(contentLong, scope, 1);
    },
    async pause(scope, forMs) {
      await points.block(scope, Math.ceil(forMs / 1_000));
    },
    async note(scope, headers) {
      const values = ['limit', 'remaining', 'reset'].map((name) =>
        Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
      );
      const [limit, remaining, reset] = values as [number, number, number];
      const seconds = Math.ceil(reset - Date.now() / 1_000);
      if (values.some(Number.isNaN) || seconds <= 0) return;
      await redis.set(`${HOUR_PREFIX}:${scope}`, JSON.stringify({ limit, remaining }), 'EX', seconds).catch(() => {});
    },
  };
}

async function consume(limiter: RateLimiterRedis, scope: string, points: number): Promise<void> {
  try {
    await limiter.consume(scope, points);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new AppError('rate_limited', 'GitHub’s rate limits are used up; the work continues when they allow it.', {
      context: { retryAfterMs: Math.max(refusal.msBeforeNext, 100), notSent: true, scope, limit: limiter.keyPrefix },
    });
  }
}
