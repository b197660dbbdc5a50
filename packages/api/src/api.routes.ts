import { countMatching, type Matching } from '@pangeo-forge/db/api/count-matching';
import { readRuns } from '@pangeo-forge/db/api/read-row';
import { batchReads, shareNext } from '@pangeo-forge/shared/caching/share-reads';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { Router } from 'express';
import type { ApiParts } from './api-parts.ts';
import { docsRoutes } from './docs/docs.routes.ts';
import { securityHeaders } from './http/response-headers.ts';
import { answerDatabaseProblem, answerRequestProblem } from './http/problems.ts';
import { mountRoutes } from './http/mount-routes.ts';
import { createRequestLimits } from './limits/request-limits.ts';
import { createLogFollowers } from './logs/log-followers.ts';
import { createRenderOnce } from './logs/render-once.ts';
import { opsPagesRoutes } from './ops/ops-pages.routes.ts';
import { ROUTES } from './route-list.ts';

/** The API's routes. Unknown paths go to the next handler. */
export function createApiRouter(parts: ApiParts): Router {
  const redactor = new Redactor([parts.apiKey, ...(parts.secretValues ?? [])]);
  const routeParts = {
    ...parts,
    followers: createLogFollowers(parts.database.pool, parts.logger),
    limits: createRequestLimits(parts.redis),
    readRun: batchReads((ids: readonly number[]) => readRuns(parts.database.pool, ids)),
    countMatching: shareNext(JSON.stringify, (matching: Matching) => countMatching(parts.database.pool, matching)),
    redactor,
    renderOnce: createRenderOnce(redactor),
  };
  const router = Router();
  router.use(securityHeaders());
  router.use(opsPagesRoutes(routeParts));
  router.use(docsRoutes(ROUTES));
  router.use(mountRoutes(ROUTES, routeParts, parts.fresh));
  router.use(answerRequestProblem, answerDatabaseProblem);
  return router;
}
