import type { Endpoint } from '../http/endpoint.ts';
import type { RateLimits } from '../http/rate-limit.ts';
import type { World } from '../store/world.ts';
import { appHookRoutes } from './app-hook.routes.ts';
import { appRoutes } from './apps.routes.ts';
import { checkRoutes } from './checks.routes.ts';
import { checkSuiteRoutes } from './check-suites.routes.ts';
import { commentRoutes } from './comments.routes.ts';
import { commitRoutes } from './commits.routes.ts';
import { contentRoutes } from './contents.routes.ts';
import { deploymentRoutes } from './deployments.routes.ts';
import { gitObjectRoutes } from './git-objects.routes.ts';
import { gitRefRoutes } from './git-refs.routes.ts';
import { issueRoutes } from './issues.routes.ts';
import { mergeRoutes } from './merges.routes.ts';
import { peopleRoutes } from './people.routes.ts';
import { pullRoutes } from './pulls.routes.ts';
import { rateLimitRoutes } from './rate-limit.routes.ts';
import { reactionRoutes } from './reactions.routes.ts';
import { ruleRoutes } from './rules.routes.ts';
import { repositoryRoutes } from './repositories.routes.ts';

/** The complete API; the first matching endpoint answers, so longer paths come first. */
export function allEndpoints(world: World, rateLimits: RateLimits): Endpoint[] {
  return [
    ...rateLimitRoutes(rateLimits),
    ...appHookRoutes(world),
    ...appRoutes(world),
    ...reactionRoutes(world),
    ...commentRoutes(world),
    ...issueRoutes(world),
    ...pullRoutes(world),
    ...mergeRoutes(world),
    ...checkRoutes(world),
    ...checkSuiteRoutes(world),
    ...deploymentRoutes(world),
    ...gitRefRoutes(world),
    ...gitObjectRoutes(world),
    ...contentRoutes(world),
    ...commitRoutes(world),
    ...peopleRoutes(world),
    ...ruleRoutes(world),
    ...repositoryRoutes(world),
  ];
}
