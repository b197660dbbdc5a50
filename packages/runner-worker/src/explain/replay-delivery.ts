import { forgetHistory, inRolledBackTransaction, leaseForRehearsal } from '@pangeo-forge/db/work/rehearsal';
import { readJournal } from '@pangeo-forge/db/journal/journal';
import type { Database } from '@pangeo-forge/db/open-database';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import { createEventRegistry } from '../events/event-handler.ts';
import { EVENT_HANDLERS } from '../events/event-handlers.ts';
import { handleDelivery } from '../events/handle-delivery.ts';
import type { OrchestrateConfig } from '../orchestrate-config.ts';
import { createOrchestrator } from '../orchestrator/orchestrator.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { type PlannedRequest, recordWrites } from './record-writes.ts';

export interface ReplayOptions {
  deliveryId: string;
  /** As if nothing had been done about it yet; otherwise only what is left to do. */
  afresh: boolean;
}

export type Replay =
  | { outcome: 'unknown_delivery' }
  | { outcome: 'replayed'; decision: string; reason: string; requests: PlannedRequest[] };

const NO_WAKER: Waker = { wake: async () => {}, close: async () => {} };

/**
 * What this system would do now about a recorded delivery: the decision, and the requests that it would send to GitHub.
 * None is sent, and the database is not changed. Where it would wait for the runner, it reports that and stops.
 */
export async function replayDelivery(
  config: OrchestrateConfig,
  { database, logger }: { database: Database; logger: Logger },
  { deliveryId, afresh }: ReplayOptions,
): Promise<Replay> {
  const { fetch: recording, requests } = recordWrites(config.fetch ?? fetch, config.githubApiUrl);
  return inRolledBackTransaction(database.pool, async (pool): Promise<Replay> => {
    const work = await leaseForRehearsal(pool, 'deliveries', deliveryId);
    if (!work) return { outcome: 'unknown_delivery' };
    if (afresh) await forgetHistory(pool, work);
    const orchestrator = await createOrchestrator(
      { ...config, fetch: recording },
      { database: { ...database, pool }, waker: NO_WAKER, logger },
    );
    const handle = handleDelivery(orchestrator, createEventRegistry(EVENT_HANDLERS));
    try {
      await handle({ work, signal: new AbortController().signal });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { outcome: 'replayed', decision: error instanceof RequeueAfter ? 'waited' : 'failed', reason, requests };
    }
    const last = (await readJournal(pool, { about: { deliveryId } })).findLast(({ kind }) => kind === 'delivery');
    const { decision = 'ignored', reason = 'nothing is done about it' } = last ?? {};
    return { outcome: 'replayed', decision, reason, requests };
  });
}
