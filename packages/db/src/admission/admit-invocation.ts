import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { inTransaction, type Queryable } from '../transaction.ts';
import { BAKE_QUEUE } from './bake-queue.ts';
import { findPause } from './pause.ts';
import { tellWait, tellWaitIsOver } from './wait-reports.ts';

/** `due`: what tells people on GitHub. */
export type Admission = { outcome: 'admitted'; due: DueWork[] } | { outcome: 'waits'; reason: string; due: DueWork[] };

export interface AdmissionRules {
  bakery: string;
  /** Runs of the bakery that may be in progress at once. */
  limit: number;
  /** Why the bakery's configuration lets no run start; null when it does. */
  paused: string | null;
}

/**
 * Whether a bake may start now. An admitted one holds its place until its run has ended, so that a job counts as long as the bakery works on it.
 * One at a time decides for a bakery.
 */
export async function admitInvocation(pool: Pool, invocationId: string, rules: AdmissionRules): Promise<Admission> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('admission ' || $1, 0))`, [rules.bakery]);
    const { rows } = await client.query<{
      admitted: boolean;
      active: number;
      place: number | null;
      runId: number | null;
    }>(
      `${BAKE_QUEUE}
       select i.admitted_at is not null as admitted, (select count(*)::integer from active) as active,
         (select place::integer from queue where queue.id = i.id) as place, i.recipe_run_id as "runId"
       from runner_invocation i where i.id = $2`,
      [rules.bakery, invocationId],
    );
    const now = rows[0];
    if (!now || now.admitted) return { outcome: 'admitted', due: [] };
    const waits = async (reason: string): Promise<Admission> => {
      return { outcome: 'waits', reason, due: now.runId === null ? [] : await tellWait(client, now.runId) };
    };
    const pause = rules.paused ?? (await findPause(client, rules.bakery))?.reason;
    if (pause) return waits(`the bakery ${rules.bakery} is paused: ${pause}`);
    if (now.place === null) return waits('another production run is writing the same dataset');
    if (now.place > rules.limit - now.active) {
      const place = now.place - Math.max(0, rules.limit - now.active);
      return waits(`the bakery ${rules.bakery} is busy with ${now.active} runs; place ${place} in its queue`);
    }
    await client.query('update runner_invocation set admitted_at = now() where id = $1', [invocationId]);
    return { outcome: 'admitted', due: now.runId === null ? [] : await tellWaitIsOver(client, now.runId) };
  });
}

/** A run has ended: whoever is first in its bakery's queue, or waits for its target, may try now. */
export async function wakeNextInvocation(db: Queryable, endedRunId: number): Promise<DueWork[]> {
  const { rows: bakeries } = await db.query<{ name: string }>(
    'select b.name from reciperun r join bakery b on b.id = r.bakery_id where r.id = $1',
    [endedRunId],
  );
  const { rows } = await db.query<DueWork>(
    `${BAKE_QUEUE}
     update work set state = 'due', due_at = now(), updated_at = now()
     where kind = 'invocations' and state = 'waiting' and ref in (select id::text from queue where place <= 2)
     returning work.id::text, kind, label`,
    [bakeries[0]?.name ?? ''],
  );
  return rows;
}
