import { type Endpoint, ok } from '../http/endpoint.ts';
import type { createRateLimits } from '../http/rate-limit.ts';

/** How much of the limits is used; asking costs nothing. */
export function rateLimitRoutes(rateLimits: ReturnType<typeof createRateLimits>): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/rate_limit',
      handle: ({ actor }) => {
        const core = rateLimits.count(actor, 0);
        const resources = {
          core,
          search: { ...core, limit: 30, used: 0, remaining: 30 },
          graphql: { ...core, used: 0, remaining: core.limit },
        };
        return ok({ resources, rate: core });
      },
    },
  ];
}
