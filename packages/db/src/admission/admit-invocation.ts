import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { findBakeryNameOfRun } from '../bakeries/bakery.ts';
import { affected, build, first, now } from '../statements.ts';
import { inTransaction, lockName, type Queryable } from '../transaction.ts';
import { BAKE_QUEUE } from './bake-queue.ts';
import { findPause } from './pause.ts';
import { type Budget, readBudgetFacts, whyOverBudget } from './budget.ts';
import { reportHeld, reportWaiting, reportWaitIsOver } from './wait-reports.ts';

/** `due`: the reports that show it on GitHub. */
export type Admission = { outcome: 'admitted'; due: DueWork[] } | { outcome: 'waits'; reason: string; due: DueWork[] };

export interface AdmissionRules {
  bakery: string;
  /** Runs of the bakery that may be in progress at once. */
  limit: number;
  /** Why the bakery's configuration lets no run start; null when it does. */
  paused: string | null;
  /** None when left out. */
  budget?: Budget;
}

/**
 * Whether a bake may start now. An admitted one holds its place until its run has ended, so that a job counts as long
 * as the bakery works on it. One at a time decides for a bakery.
 */
export async function admitInvocation(pool: Pool, invocationId: string, rules: AdmissionRules): Promise<Admission> {
  return inTransaction(pool, async (client) => {
    await lockName(client, `admission ${rules.bakery}`);
    const held = rules.budget ? await holdOverBudget(client, invocationId, rules.budget) : null;
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
    const found = rows[0];
    if (!found || found.admitted) return { outcome: 'admitted', due: [] };
    const waits = async (reason: string): Promise<Admission> => {
      return { outcome: 'waits', reason, due: found.runId === null ? [] : await reportWaiting(client, found.runId) };
    };
    if (held !== null) {
      const due = found.runId === null ? [] : await reportHeld(client, found.runId);
      return { outcome: 'waits', reason: held, due };
    }
    const pause = rules.paused ?? (await findPause(client, rules.bakery))?.reason;
    if (pause) return waits(`the bakery ${rules.bakery} is paused: ${pause}`);
    if (found.place === null) return waits('another production run is writing the same dataset');
    if (found.place > rules.limit - found.active) {
      const place = found.place - Math.max(0, rules.limit - found.active);
      return waits(`the bakery ${rules.bakery} is busy with ${found.active} runs; place ${place} in its queue`);
    }
    await affected(
      client,
      build.updateTable('runner_invocation').set({ admitted_at: now }).where('id', '=', invocationId),
    );
    return { outcome: 'admitted', due: found.runId === null ? [] : await reportWaitIsOver(client, found.runId) };
  });
}

/** Compares the bake with its budget, and stores why it is held; null when it may start. */
async function holdOverBudget(client: Queryable, invocationId: string, budget: Budget): Promise<string | null> {
  const bake = await first(
    client,
    build
      .selectFrom('runner_invocation')
      .select(['recipe_run_id as runId', 'admitted_at as admittedAt', 'approved_by as approvedBy', 'held'])
      .where('id', '=', invocationId),
  );
  if (!bake || bake.runId === null || bake.admittedAt !== null) return null;
  const facts = bake.approvedBy === null ? await readBudgetFacts(client, bake.runId) : null;
  const held = facts === null ? null : whyOverBudget(budget, facts);
  if (held !== bake.held)
    await affected(client, build.updateTable('runner_invocation').set({ held }).where('id', '=', invocationId));
  return held;
}

/** A run has ended: the first in its bakery's queue, and those that wait for its target, may try now. */
export async function wakeNextInvocation(db: Queryable, endedRunId: number): Promise<DueWork[]> {
  const bakery = await findBakeryNameOfRun(db, endedRunId);
  const { rows } = await db.query<DueWork>(
    `${BAKE_QUEUE}
     update work set state = 'due', due_at = now(), updated_at = now()
     where kind = 'invocations' and state = 'waiting' and ref in (select id::text from queue where place <= 2)
     returning work.id::text, kind, label`,
    [bakery ?? ''],
  );
  return rows;
}
