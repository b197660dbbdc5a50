import type { Redis } from 'ioredis';
import { z } from 'zod';
import { BUDGET_PREFIX, GITHUB_LIMITS, HOUR_PREFIX } from './request-budget.ts';

/** The rest of the request budget of an installation, or of the App itself. */
export interface BudgetLeft {
  /** `app` or `installation-{id}`. */
  scope: string;
  /** Our own limits, and `hour`: GitHub's, from its last answer. */
  limit: 'hour' | 'points' | 'content-short' | 'content-long';
  left: number;
  of: number;
}

const OURS = {
  points: GITHUB_LIMITS.points.points,
  'content-short': GITHUB_LIMITS.contentShort.points,
  'content-long': GITHUB_LIMITS.contentLong.points,
} as const;
const hourSchema = z.object({ limit: z.number(), remaining: z.number() });
const KEYS_A_STEP = 1_000;

/** The budgets of all scopes with recent requests, shared by all processes. */
export async function readBudgets(redis: Redis): Promise<BudgetLeft[]> {
  const keys: string[] = [];
  let place = '0';
  do {
    const [next, found] = await redis.scan(place, 'MATCH', `${BUDGET_PREFIX}*`, 'COUNT', KEYS_A_STEP);
    keys.push(...found);
    place = next;
  } while (place !== '0');
  const sorted = [...new Set(keys)].sort();
  const values = sorted.length > 0 ? await redis.mget(sorted) : [];
  return sorted.flatMap((key, index) => leftOf(key, values[index] ?? null) ?? []);
}

function leftOf(key: string, value: string | null): BudgetLeft | null {
  const [prefix = '', scope = ''] = key.split(':');
  if (value === null) return null;
  if (prefix === HOUR_PREFIX) {
    const { limit, remaining } = hourSchema.parse(JSON.parse(value));
    return { scope, limit: 'hour', left: remaining, of: limit };
  }
  const limit = prefix.slice(BUDGET_PREFIX.length) as keyof typeof OURS;
  const of = OURS[limit];
  return of === undefined ? null : { scope, limit, left: Math.max(0, of - Number(value)), of };
}
