import { type Actor, actorName } from '../store/actor.ts';

const LIMIT = 5000;
const WINDOW_MS = 3_600_000;

export interface RateLimitState {
  limit: number;
  remaining: number;
  used: number;
  /** Seconds since the epoch. */
  reset: number;
}

/** Counts requests by actor and hour; it never refuses (faults do), it tells. */
export function createRateLimits(now: () => Date): { count(actor: Actor, cost: number): RateLimitState } {
  const windows = new Map<string, { used: number; resetMs: number }>();
  return {
    count(actor, cost) {
      const key = actorName(actor);
      const nowMs = now().getTime();
      let window = windows.get(key);
      if (!window || window.resetMs <= nowMs) {
        window = { used: 0, resetMs: nowMs + WINDOW_MS };
        windows.set(key, window);
      }
      window.used += cost;
      const used = Math.min(window.used, LIMIT);
      return { limit: LIMIT, remaining: LIMIT - used, used, reset: Math.ceil(window.resetMs / 1000) };
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
