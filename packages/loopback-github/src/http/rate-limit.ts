import { type Actor, actorName } from '../store/actor.ts';
import { ApiError } from './api-error.ts';

const GITHUBS_LIMIT = 5000;
const WINDOW_MS = 3_600_000;

export interface RateLimitState {
  limit: number;
  remaining: number;
  used: number;
  /** Seconds since the epoch. */
  reset: number;
}

export interface RateLimits {
  /** The actor's usage. */
  state(actor: Actor): RateLimitState;
  /** Counts a request; throws GitHub's answer when an enforced limit is exceeded. */
  spend(actor: Actor): void;
  /** A 304 costs nothing. */
  giveBack(actor: Actor): void;
}

/** Counts requests by actor and hour. Without `enforced` it reports the usual limit, and never refuses. */
export function createRateLimits(now: () => Date, enforced?: number): RateLimits {
  const limit = enforced ?? GITHUBS_LIMIT;
  const windows = new Map<string, { used: number; resetMs: number }>();
  const windowOf = (actor: Actor) => {
    const nowMs = now().getTime();
    const known = windows.get(actorName(actor));
    if (known && known.resetMs > nowMs) return known;
    const fresh = { used: 0, resetMs: nowMs + WINDOW_MS };
    windows.set(actorName(actor), fresh);
    return fresh;
  };
  return {
    state(actor) {
      const window = windowOf(actor);
      const used = Math.min(window.used, limit);
      return { limit, remaining: limit - used, used, reset: Math.ceil(window.resetMs / 1000) };
    },
    spend(actor) {
      const window = windowOf(actor);
      window.used += 1;
      if (enforced !== undefined && window.used > enforced) {
        throw new ApiError(403, `API rate limit exceeded for ${actorName(actor)}.`);
      }
    },
    giveBack(actor) {
      windowOf(actor).used -= 1;
    },
  };
}

export function rateLimitHeaders(state: RateLimitState): Record<string, string> {
  return {
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-used': String(state.used),
    'x-ratelimit-reset': String(state.reset),
    'x-ratelimit-resource': 'core',
  };
}
