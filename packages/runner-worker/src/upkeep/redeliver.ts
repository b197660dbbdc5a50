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

/** GitHub gives up after 10 s, and its list is a little late: younger attempts may still arrive. */
const ARRIVING_MS = 60_000;
const MIN_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 6 * 3_600_000;
const MAX_TIMES = 16;

/**
 * Requests again the deliveries that never reached us, after an outage of any length up to the three days for which
 * GitHub keeps them. What the gateway has recorded is not requested, even if GitHub counts it as failed: it is or will
 * be handled.
 */
export async function redeliver(context: TaskContext): Promise<void> {
  const { pool } = context.database;
  const settledBefore = await readResolvedBefore(pool);
  const startedAt = Date.now();
  let unsettledSince = startedAt - ARRIVING_MS;
  for (const missing of await findMissing(context, settledBefore)) {
    const isSettled = await requestAgain(context, missing);
    if (!isSettled) unsettledSince = Math.min(unsettledSince, missing.deliveredAt.getTime());
  }
  if (unsettledSince > settledBefore.getTime()) await writeResolvedBefore(pool, new Date(unsettledSince));
}

/**
 * The oldest attempt of each delivery that the gateway never recorded. Counts those that were missing and have arrived.
 */
async function findMissing({ github, database, logger }: Orchestrator, since: Date): Promise<HookDelivery[]> {
  const byGuid = new Map<string, HookDelivery>();
  for await (const attempt of github.hookDeliveries.since(since)) byGuid.set(attempt.guid, attempt);
  const known = await findKnownDeliveries(database.pool, [...byGuid.keys()]);
  const healed = await countHealedDeliveries(database.pool, [...known]);
  if (healed > 0) logger.info({ healed }, 'missed deliveries have arrived');
  return [...byGuid.values()].filter(({ guid }) => !known.has(guid)).reverse();
}

/** True when nothing more needs to be done about it. */
async function requestAgain(context: TaskContext, missing: HookDelivery): Promise<boolean> {
  const { github, database, logger } = context;
  if (missing.isOk && Date.now() - missing.deliveredAt.getTime() < ARRIVING_MS) return false;
  const prefix = `redelivery ${missing.guid} `;
  const earlier = await findAskedRedelivery(database.pool, prefix);
  if (earlier.times >= MAX_TIMES) return true;
  const pauseMs = earlier.times === 0 ? 0 : Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** (earlier.times - 1));
  if (earlier.sinceMs < pauseMs) return false;
  const { isKept } = await performEffect(context, {
    key: `${prefix}${earlier.times + 1}`,
    send: async () => ({ isKept: await github.hookDeliveries.redeliver(missing.id) }),
    find: 'send_again',
  });
  await countEvent(database.pool, earlier.times === 0 ? 'deliveries_missed' : 'deliveries_asked_again');
  logger.info({ deliveryId: missing.guid, times: earlier.times + 1, isKept }, 'requested a redelivery from GitHub');
  return !isKept;
}
