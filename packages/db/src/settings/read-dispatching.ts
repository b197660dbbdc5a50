import { z } from 'zod';
import type { Queryable } from '../transaction.ts';

const schema = z.object({ stopped: z.boolean(), reason: z.string(), by: z.string() });

export type Dispatching = { stopped: false } | { stopped: true; reason: string; by: string };

/** How work that waits for the operator begins its note, so that it is found when dispatching goes on. */
export const DISPATCHING_STOPPED = 'an operator stopped dispatching';
export const DISPATCHING_KEY = 'dispatching';

/** Whether an operator stopped the starting of anything new, and why. What a later version wrote, and we cannot read, stops too. */
export async function readDispatching(db: Queryable): Promise<Dispatching> {
  const { rows } = await db.query<{ value: unknown }>('select value from setting where key = $1', [DISPATCHING_KEY]);
  if (!rows[0]) return { stopped: false };
  const parsed = schema.safeParse(rows[0].value);
  if (!parsed.success) return { stopped: true, reason: 'no reason was given', by: 'an operator' };
  const { stopped, reason, by } = parsed.data;
  return stopped ? { stopped, reason, by } : { stopped: false };
}
