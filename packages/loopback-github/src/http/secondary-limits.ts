import { type Actor, actorName } from '../store/actor.ts';
import { ApiError } from './api-error.ts';

/**
 * GitHub's limits beside the hourly one.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export interface SecondaryLimitOptions {
  concurrentRequests?: number;
  /** A read costs 1 point, a write 5. */
  pointsPerMinute?: number;
  /** Requests that create content (POST), which people are notified of. */
  contentPerMinute?: number;
  contentPerHour?: number;
}

export interface SecondaryLimits {
  /** Throws GitHub's answer when a limit is exceeded; call the returned function when the request ends. */
  enter(actor: Actor, method: string): () => void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function createSecondaryLimits(now: () => Date, limits: SecondaryLimitOptions): SecondaryLimits {
  const byActor = new Map<string, { running: number; events: { at: number; points: number; isContent: boolean }[] }>();
  return {
    enter(actor, method) {
      if (Object.keys(limits).length === 0) return () => undefined;
      const usage = byActor.get(actorName(actor)) ?? { running: 0, events: [] };
      byActor.set(actorName(actor), usage);
      const nowMs = now().getTime();
      usage.events = usage.events.filter(({ at }) => at > nowMs - HOUR_MS);
      const isContent = method === 'POST';
      const points = method === 'GET' ? 1 : 5;
      const within = (ms: number) => usage.events.filter(({ at }) => at > nowMs - ms);
      const refuse = (limit: number | undefined, used: number, windowMs: number): void => {
        if (limit === undefined || used <= limit) return;
        const oldest = within(windowMs)[0]?.at ?? nowMs;
        throw limited(Math.max(1, Math.ceil((oldest + windowMs - nowMs) / 1000)));
      };
      refuse(limits.concurrentRequests, usage.running + 1, 1000);
      refuse(limits.pointsPerMinute, points + within(MINUTE_MS).reduce((sum, one) => sum + one.points, 0), MINUTE_MS);
      if (isContent) {
        const contents = (ms: number): number => 1 + within(ms).filter((one) => one.isContent).length;
        refuse(limits.contentPerMinute, contents(MINUTE_MS), MINUTE_MS);
        refuse(limits.contentPerHour, contents(HOUR_MS), HOUR_MS);
      }
      usage.events.push({ at: nowMs, points, isContent });
      usage.running += 1;
      return () => {
        usage.running -= 1;
      };
    },
  };
}

const limited = (retryAfterSeconds: number): ApiError =>
  new ApiError(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
