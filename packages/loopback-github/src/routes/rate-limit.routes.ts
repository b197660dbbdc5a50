import { type Endpoint, ok } from '../http/endpoint.ts';
import type { RateLimits } from '../http/rate-limit.ts';

/** The usage of limits; reading it is free. */
export function rateLimitRoutes(rateLimits: RateLimits): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/rate_limit',
      handle: ({ actor }) => {
        const core = rateLimits.state(actor);
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
