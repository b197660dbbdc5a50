import { markDeliveryHandled, readDelivery } from '@pangeo-forge/db/deliveries/read-delivery';
import { writeJournal } from '@pangeo-forge/db/journal/write-journal';
import { isHandledEvent } from '@pangeo-forge/shared/events/handled-events';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import type { Decision } from '../registry/define-event-handler.ts';
import type { EventRegistry } from '../registry/event-registry.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import type { WorkHandler } from '../work/work-handler.ts';

const repositorySchema = z.object({
  repository: z.object({ full_name: z.string() }),
  sender: z.object({ login: z.string() }).optional(),
});

/** Work of kind `deliveries`: hands the recorded payload to the event's handler, and journals what it decided. */
export function handleDelivery(orchestrator: Orchestrator, registry: EventRegistry): WorkHandler {
  return async ({ work }) => {
    const { pool } = orchestrator.database;
    const delivery = await readDelivery(pool, work.ref);
    if (!delivery) return;
    const name = delivery.action ? `${delivery.event}.${delivery.action}` : delivery.event;
    const handler = isHandledEvent(name) ? registry.get(name) : undefined;
    const { repository, sender } = repositorySchema.parse(delivery.payload);
    const decision: Decision = handler
      ? await handler.handle({
          ...orchestrator,
          ...(await openRepository(orchestrator, repository.full_name)),
          work,
          deliveryId: delivery.id,
          payload: handler.payload.parse(delivery.payload),
        })
      : { decision: 'ignored', reason: `nothing is done about the event ${name}` };
    await markDeliveryHandled(pool, delivery.id);
    await writeJournal(pool, {
      kind: 'delivery',
      subject: work.subject,
      deliveryId: delivery.id,
      actor: sender?.login ?? null,
      ...decision,
    });
  };
}

async function openRepository({ github }: Orchestrator, fullName: string) {
  const repository = RepoFullName.parse(fullName);
  return { repository, repo: await github.repository(repository) };
}
