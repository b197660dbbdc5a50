import { bakeryRoutes } from './bakeries/bakery.routes.ts';
import { catalogRoutes } from './datasets/catalog.routes.ts';
import { pictureRoutes } from './datasets/picture.routes.ts';
import { feedRoutes } from './feeds/feed.routes.ts';
import { badgeRoutes } from './feedstocks/badge.routes.ts';
import { scheduleRoutes } from './feedstocks/schedule.routes.ts';
import { feedstockRoutes } from './feedstocks/feedstock.routes.ts';
import { githubRoutes } from './github/github.routes.ts';
import type { Route } from './http/define-route.ts';
import { apiKeyRoutes } from './keys/api-key.routes.ts';
import { logRoutes } from './logs/log.routes.ts';
import { metricsRoutes } from './metrics/metrics.routes.ts';
import { bakeryPauseRoutes } from './ops/bakery-pause.routes.ts';
import { opsRoutes } from './ops/ops.routes.ts';
import { provenanceRoutes } from './provenance/provenance.routes.ts';
import { queueRoutes } from './queue/queue.routes.ts';
import { datasetRoutes } from './recipe-runs/dataset.routes.ts';
import { eventRoutes } from './recipe-runs/event.routes.ts';
import { operationRoutes } from './recipe-runs/operation.routes.ts';
import { recipeRunRoutes } from './recipe-runs/recipe-run.routes.ts';
import { reprRoutes } from './repr/repr.routes.ts';
import { rootRoutes } from './root.routes.ts';
import { stacRoutes } from './stac/stac.routes.ts';
import { statsRoutes } from './stats/stats.routes.ts';

/** Every route of the API: what the router mounts and the API description contains. */
export const ROUTES: readonly Route[] = [
  ...rootRoutes,
  ...recipeRunRoutes,
  ...operationRoutes,
  ...eventRoutes,
  ...datasetRoutes,
  ...pictureRoutes,
  ...catalogRoutes,
  ...queueRoutes,
  ...bakeryRoutes,
  ...feedstockRoutes,
  ...badgeRoutes,
  ...scheduleRoutes,
  ...feedRoutes,
  ...logRoutes,
  ...statsRoutes,
  ...githubRoutes,
  ...reprRoutes,
  ...provenanceRoutes,
  ...stacRoutes,
  ...apiKeyRoutes,
  ...opsRoutes,
  ...bakeryPauseRoutes,
  ...metricsRoutes,
];
