import { type Delivery, markDeliveryHandled, readDelivery } from '@pangeo-forge/db/deliveries/read-delivery';
import { journalWait } from '@pangeo-forge/db/journal/journal-wait';
import { writeJournal } from '@pangeo-forge/db/journal/write-journal';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isHandledEvent } from '@pangeo-forge/shared/events/handled-events';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import { tellWaitIsOver, tellWhileStopped } from '../dispatching/tell-stopped.ts';
import type { AccountEventContext, AnyEventHandler, Decision } from '../registry/define-event-handler.ts';
import type { EventRegistry } from '../registry/event-registry.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { ComeBackLater } from '../work/come-back-later.ts';
import { settlementAfter } from '../work/settle-after.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import { tellOurFault } from './tell-our-fault.ts';
import { underCurrentName } from './under-current-name.ts';
import { whyMovedAway } from '../feedstocks/why-moved-away.ts';
import { whyUnreachable } from './why-unreachable.ts';

const envelopeSchema = z.object({
  repository: z.object({ id: z.number().optional(), full_name: z.string() }).optional(),
  sender: z.object({ login: z.string() }).optional(),
});

/** Work of kind `deliveries`: hands the recorded payload to the event's handler, and journals what it decided, waits for, or failed of. */
export function handleDelivery(orchestrator: Orchestrator, registry: EventRegistry): WorkHandler {
  return async ({ work, signal }) => {
    const { pool } = orchestrator.database;
    const delivery = await readDelivery(pool, work.ref);
    if (!delivery) return;
    const name = delivery.action ? `${delivery.event}.${delivery.action}` : delivery.event;
    const handler = isHandledEvent(name) ? registry.get(name) : undefined;
    const envelope = envelopeSchema.safeParse(delivery.payload);
    const actor = envelope.data?.sender?.login ?? null;
    const effects = new Set<string>();
    const journal = (decision: Decision) =>
      writeJournal(pool, {
        kind: 'delivery',
        subject: work.subject,
        deliveryId: delivery.id,
        actor,
        ...decision,
        ...(effects.size > 0 ? { detail: { effects: [...effects] } } : {}),
      });
    try {
      const decision = handler
        ? await decide(orchestrator, handler, {
            work,
            delivery,
            effects,
            repository: envelope.data?.repository,
          })
        : { decision: 'ignored' as const, reason: `nothing is done about the event ${name}` };
      await tellWaitIsOver(orchestrator, delivery.id);
      await markDeliveryHandled(pool, delivery.id);
      await journal(decision);
    } catch (error) {
      const named = envelope.data?.repository?.full_name ?? '';
      const movedAway = await whyMovedAway(orchestrator, named, error);
      const unreachable =
        movedAway !== null
          ? { decision: 'ignored' as const, reason: movedAway }
          : whyUnreachable(error, delivery.receivedAt, orchestrator.effectSettleMs);
      if (unreachable) {
        await markDeliveryHandled(pool, delivery.id);
        await journal(unreachable);
        return;
      }
      if (error instanceof ComeBackLater) {
        await journalWait(pool, { subject: work.subject, deliveryId: delivery.id, actor, reason: error.message });
        await tellWhileStopped(orchestrator, { work, deliveryId: delivery.id, name }, error);
      } else if (settlementAfter(error, work, signal.aborted).outcome === 'failed') {
        const reason = error instanceof AppError ? error.publicMessage : 'something that was not foreseen happened';
        await journal({ decision: 'failed', reason: `it was our fault: ${reason}` });
        await tellOurFault(orchestrator, work, delivery);
      }
      throw error;
    }
  };
}

interface Occasion {
  work: LeasedWork;
  delivery: Delivery;
  effects: Set<string>;
  repository: z.infer<typeof envelopeSchema>['repository'];
}

async function decide(
  orchestrator: Orchestrator,
  handler: AnyEventHandler,
  { work, delivery, effects, repository: named }: Occasion,
): Promise<Decision> {
  if (delivery.payload === null)
    return { decision: 'ignored', reason: 'its payload was purged by age before it was handled' };
  const payload = handler.payload.safeParse(delivery.payload);
  if (!payload.success)
    return {
      decision: 'failed',
      reason: `its payload is not as GitHub describes it: ${z.prettifyError(payload.error)}`,
    };
  const context: AccountEventContext<unknown> = {
    ...orchestrator,
    work,
    deliveryId: delivery.id,
    payload: payload.data,
    effects,
  };
  if ('of' in handler) return handler.handle(context);
  if (!named) return { decision: 'failed', reason: 'its payload names no repository' };
  const { pool } = orchestrator.database;
  const current = await underCurrentName(pool, work, { id: named.id, fullName: named.full_name });
  const repository = RepoFullName.parse(current.fullName);
  const repo = await orchestrator.github.repository(repository);
  return handler.handle({ ...context, work: current.work, repository, repo });
}
