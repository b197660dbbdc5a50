import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { nodeId } from '../store/node-id.ts';
import { organization, simpleUser } from '../representations/user.ts';
import { repositoryRepresentation } from '../representations/repository.ts';
import type { World } from '../store/world.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import type { Delivery, Webhooks } from './delivery.ts';
import { listeners } from './listeners.ts';

const MAX_AT_ONCE = 64;

export function createWebhooks(world: World): Webhooks {
  const deliveries: Delivery[] = [];
  const inFlight = new Set<Promise<void>>();
  const waiting: Delivery[] = [];
  const held = new Map<string, Delivery>();
  const stopped = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_AT_ONCE });
  let isHolding = false;

  function sendNext(): void {
    while (inFlight.size < MAX_AT_ONCE) {
      const delivery = waiting.shift();
      if (!delivery) return;
      const attempt = attemptDelivery(delivery, agent, stopped.signal, world.webhookLimitMs).finally(() => {
        inFlight.delete(attempt);
        sendNext();
      });
      inFlight.add(attempt);
    }
  }

  function enqueue(
    fields: Pick<Delivery, 'app' | 'event' | 'action' | 'installationId' | 'repositoryId' | 'body'>,
    of?: Delivery,
  ): void {
    const delivery: Delivery = {
      ...fields,
      id: world.nextId(),
      guid: of?.guid ?? randomUUID(),
      isRedelivery: of !== undefined,
      deliveredAt: world.now(),
      durationMs: 0,
      status: 'pending',
      statusCode: 0,
      request: { headers: {} },
      response: { headers: {}, body: '' },
    };
    deliveries.push(delivery);
    if (isHolding && !of) return void held.set(delivery.guid, delivery);
    waiting.push(delivery);
    sendNext();
  }

  return {
    emit(event) {
      const { repository, account } = event;
      const common = {
        ...(repository ? { repository: repositoryRepresentation(world, repository) } : {}),
        ...(account.type === 'Organization' ? { organization: organization(world, account) } : {}),
        sender: simpleUser(world, event.sender),
      };
      const targets = event.installation ? [event.installation] : listeners(world, event.name, account, repository);
      for (const installation of targets) {
        const { app } = installation;
        if (app.hook.url === '' || (event.onlyApp && event.onlyApp !== app)) continue;
        const body = {
          ...(event.action ? { action: event.action } : {}),
          ...event.payload,
          ...common,
          ...(event.payload.installation
            ? {}
            : { installation: { id: installation.id, node_id: nodeId('Installation', installation.id) } }),
        };
        enqueue({
          app,
          event: event.name,
          action: event.action ?? null,
          installationId: installation.id,
          repositoryId: repository?.id ?? null,
          body: JSON.stringify(body),
        });
      }
    },
    ping(app) {
      if (app.hook.url === '') return;
      const hook = {
        type: 'App',
        id: app.hook.id,
        name: 'web',
        active: true,
        events: app.events,
        config: { content_type: app.hook.contentType, url: app.hook.url, insecure_ssl: app.hook.insecureSsl },
        updated_at: app.createdAt.toISOString(),
        created_at: app.createdAt.toISOString(),
        app_id: app.id,
        deliveries_url: `${world.apiUrl}/app/hook/deliveries`,
      };
      const body = JSON.stringify({ zen: 'Keep it logically awesome.', hook_id: app.hook.id, hook });
      enqueue({ app, event: 'ping', action: null, installationId: null, repositoryId: null, body });
    },
    isHeard: (event, repository) => listeners(world, event, repository.owner, repository).length > 0,
    all: () => deliveries,
    redeliver: (delivery) => enqueue(delivery, delivery),
    hold() {
      isHolding = true;
    },
    release(guids) {
      if (!guids) isHolding = false;
      for (const guid of guids ?? [...held.keys()]) {
        const delivery = held.get(guid);
        if (!delivery) continue;
        held.delete(guid);
        waiting.push(delivery);
      }
      sendNext();
    },
    async drain() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    async stop() {
      waiting.length = 0;
      stopped.abort();
      await Promise.all(inFlight);
      agent.destroy();
    },
  };
}
