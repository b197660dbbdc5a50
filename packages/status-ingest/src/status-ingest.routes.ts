import { Router } from 'express';
import { notificationRoutes } from './notifications/receive-notification.routes.ts';
import { pushRoutes } from './push/receive-push.routes.ts';
import { statusRoutes } from './status/receive-status.routes.ts';
import type { StatusIngestParts } from './status-ingest-parts.ts';

export type { StatusIngestParts };

/** What bakeries report about their jobs. */
export function createStatusIngestRouter(parts: StatusIngestParts): Router {
  return Router().use(notificationRoutes(parts), pushRoutes(parts), statusRoutes(parts));
}
