import type { Endpoint } from '../http/endpoint.ts';
import { createRateLimits } from '../http/rate-limit.ts';
import { allEndpoints } from '../routes/all-endpoints.ts';
import { createWorld } from '../store/world.ts';
import { createWebhooks } from '../webhooks/create-webhooks.ts';

/** Methods and paths of the loopback GitHub. */
export function implementedEndpoints(): Pick<Endpoint, 'method' | 'path'>[] {
  const world = createWorld({
    serverUrl: '',
    rootDir: '',
    consistencyDelayMs: 0,
    webhookLimitMs: 0,
    now: () => new Date(),
    createWebhooks,
  });
  return allEndpoints(world, createRateLimits(world.now)).map(({ method, path }) => ({ method, path }));
}

/** A path with its parameters unnamed, so that `/x/:number` here and `/x/{issue_number}` there compare. */
export function endpointShape(method: string, path: string): string {
  const unnamed = path
    .replace(/\{\/\*\w+\}/g, '/{}')
    .replace(/[:*]\w+/g, '{}')
    .replace(/\{\w+\}/g, '{}');
  return `${method} ${unnamed}`;
}
