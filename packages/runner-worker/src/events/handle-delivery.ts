import { type Delivery, markDeliveryHandled, readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { journalWait } from '@pangeo-forge/db/journal/delivery-decisions';
import { writeJournal } from '@pangeo-forge/db/journal/journal';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { isHandledEvent } from '@pangeo-forge/shared/events/handled-events';
import { LARGE_JSON_BYTES, largeJson } from '@pangeo-forge/shared/untrusted/large-json';
import { z } from 'zod';
import { type Decision, type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { reportStoppedDispatching, requestWaitReport } from '../reports/report-wait.ts';
import { requestSharedReport } from '../reports/report-requested-runs.ts';
import { underCurrentName, whyMovedAway } from '../repositories/repository-moves.ts';
import { decideUnreachable } from '../repositories/decide-unreachable.ts';
import { outcomeAfterError } from '../work/outcome-after-error.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';
import type { AnyEventHandler, EventRegistry } from './event-handler.ts';
import { reportOurFault } from './report-our-fault.ts';

export const UNREADABLE = 'takes more to read than a payload of GitHub';

const envelopeSchema = z.object({
  repository: z.object({ id: z.number().optional(), full_name: z.string() }).optional(),
  sender: z.object({ login: z.string() }).optional(),
});

/**
 * Work of kind `deliveries`: calls the event's handler with the recorded payload, and journals its decision, wait or
 * failure.
 */
export function handleDelivery(orchestrator: Orchestrator, registry: EventRegistry): WorkHandler {
  return async ({ work, signal }) => {
    const { pool } = orchestrator.database;
    const delivery = await readDelivery(pool, work.ref, readPayload);
    if (!delivery) return null;
    const name = delivery.action ? `${delivery.event}.${delivery.action}` : delivery.event;
    const handler = isHandledEvent(name) ? registry.get(name) : undefined;
    const envelope = envelopeSchema.safeParse(delivery.payload).data;
    const actor = envelope?.sender?.login ?? null;
    const context: DeliveryContext = { ...orchestrator, work, deliveryId: delivery.id, effects: new Set() };
    const journal = (decision: Decision) =>
      writeJournal(pool, {
        kind: 'delivery',
        subject: work.subject,
        deliveryId: delivery.id,
        actor,
        ...decision,
        ...(context.effects.size > 0 ? { detail: { effects: [...context.effects] } } : {}),
      });
    try {
      const decision = handler
        ? await decide(context, handler, delivery, envelope?.repository)
        : { decision: 'ignored' as const, reason: `nothing is done about the event ${name}` };
      await requestWaitReport(orchestrator, delivery.id);
      await markDeliveryHandled(pool, delivery.id);
      await requestSharedReport(orchestrator, delivery.id);
      await journal(decision);
      return shown(decision, context.effects);
    } catch (error) {
      const movedAway = await whyMovedAway(orchestrator, envelope?.repository?.full_name ?? '', error);
      const unreachable =
        movedAway !== null
          ? { decision: 'ignored' as const, reason: movedAway }
          : decideUnreachable(error, delivery.receivedAt, orchestrator.githubLagMs);
      if (unreachable) {
        await markDeliveryHandled(pool, delivery.id);
        await journal(unreachable);
        return shown(unreachable, context.effects);
      }
      if (error instanceof RequeueAfter) {
        await journalWait(pool, { subject: work.subject, deliveryId: delivery.id, actor, reason: error.message });
        await reportStoppedDispatching(context, name, error);
      } else if (outcomeAfterError(error, work, signal.aborted).outcome === 'failed') {
        const reason = error instanceof AppError ? error.publicMessage : 'an unexpected error';
        await journal({ decision: 'failed', reason: `it was our fault: ${reason}` });
        await reportOurFault(context, delivery);
      }
      throw error;
    }
  };
}

/** A large payload is read in a thread. What exceeds the budget there is `UNREADABLE`. */
export async function readPayload(json: Buffer, large = largeJson): Promise<unknown> {
  if (json.length <= LARGE_JSON_BYTES) return JSON.parse(json.toString('utf8'));
  const read = await large.read(json);
  return read.outcome === 'read' ? read.value : UNREADABLE;
}

/** As the queue dashboard shows it. */
function shown(decision: Decision, effects: ReadonlySet<string>) {
  return { ...decision, ...(effects.size > 0 ? { effects: [...effects] } : {}) };
}

async function decide(
  context: DeliveryContext,
  handler: AnyEventHandler,
  delivery: Delivery,
  named: z.infer<typeof envelopeSchema>['repository'],
): Promise<Decision> {
  if (delivery.payload === null)
    return { decision: 'ignored', reason: 'its payload was purged by age before it was handled' };
  if (delivery.payload === UNREADABLE) return { decision: 'failed', reason: `its payload ${UNREADABLE}` };
  const parsed = handler.payload.safeParse(delivery.payload);
  if (!parsed.success)
    return {
      decision: 'failed',
      reason: `its payload is not as GitHub describes it: ${z.prettifyError(parsed.error)}`,
    };
  const payload = parsed.data;
  if ('of' in handler) return handler.handle({ ...context, payload });
  if (!named) return { decision: 'failed', reason: 'its payload names no repository' };
  const repository = { id: named.id, fullName: named.full_name };
  const { work, fullName } = await underCurrentName(context.database.pool, context.work, repository);
  return handler.handle({ ...(await inRepository({ ...context, work }, fullName)), payload });
}
