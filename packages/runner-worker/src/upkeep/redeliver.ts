import { countEvent } from '@pangeo-forge/db/counters/count-event';
import {
  countHealedDeliveries,
  findAskedRedelivery,
  findKnownDeliveries,
  readResolvedBefore,
  writeResolvedBefore,
} from '@pangeo-forge/db/upkeep/redelivery-records';
import type { HookDelivery } from '@pangeo-forge/github/hook-deliveries';
import { performEffect } from '../effects/perform-effect.ts';
import type { TaskContext } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

/** GitHub gives up after 10 s, and its own list is a little late: younger attempts may still arrive. */
const ARRIVING_MS = 60_000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
const MOST_TIMES = 16;

/**
 * Asks GitHub to deliver again what never reached us, after an outage of any length within the three days that GitHub keeps. What the gateway has
 * recorded is not asked for, whatever GitHub thinks of it: it is done, or will be.
 */
export async function redeliver(context: TaskContext): Promise<void> {
  const { pool } = context.database;
  const settledBefore = await readResolvedBefore(pool);
  const startedAt = Date.now();
  let unsettledSince = startedAt - ARRIVING_MS;
  for (const missing of await findMissing(context, settledBefore)) {
    const isSettled = await askAgain(context, missing);
    if (!isSettled) unsettledSince = Math.min(unsettledSince, missing.deliveredAt.getTime());
  }
  if (unsettledSince > settledBefore.getTime()) await writeResolvedBefore(pool, new Date(unsettledSince));
}

/** The oldest attempt of each delivery that the gateway never recorded. What was missing before and has come since is counted. */
async function findMissing({ github, database, logger }: Orchestrator, since: Date): Promise<HookDelivery[]> {
  const byGuid = new Map<string, HookDelivery>();
  for await (const attempt of github.hookDeliveries.since(since)) byGuid.set(attempt.guid, attempt);
  const known = await findKnownDeliveries(database.pool, [...byGuid.keys()]);
  const healed = await countHealedDeliveries(database.pool, [...known]);
  if (healed > 0) logger.info({ healed }, 'deliveries that were missed have come');
  return [...byGuid.values()].filter(({ guid }) => !known.has(guid)).reverse();
}

/** True when nothing more is to be done about it. */
async function askAgain(context: TaskContext, missing: HookDelivery): Promise<boolean> {
  const { github, database, logger } = context;
  if (missing.isOk && Date.now() - missing.deliveredAt.getTime() < ARRIVING_MS) return false;
  const prefix = `redelivery ${missing.guid} `;
  const asked = await findAskedRedelivery(database.pool, prefix);
  if (asked.times >= MOST_TIMES) return true;
  const pauseMs = asked.times === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (asked.times - 1));
  if (asked.sinceMs < pauseMs) return false;
  const { isKept } = await performEffect(context, {
    key: `${prefix}${asked.times + 1}`,
    send: async () => ({ isKept: await github.hookDeliveries.redeliver(missing.id) }),
    look: 'again',
  });
  await countEvent(database.pool, asked.times === 0 ? 'deliveries_missed' : 'deliveries_asked_again');
  logger.info({ deliveryId: missing.guid, times: asked.times + 1, isKept }, 'asked GitHub to deliver again');
  return !isKept;
}
