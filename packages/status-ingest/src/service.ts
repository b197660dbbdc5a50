import type { HttpMount } from '@pangeo-forge/service/http-service';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { notificationRoutes } from './notifications/receive-notification.routes.ts';
import { pushRoutes } from './push/receive-push.routes.ts';
import { statusRoutes } from './status/receive-status.routes.ts';
import type { StatusIngestConfig } from './status-ingest-parts.ts';

/** What bakeries report about their jobs. */
export function statusIngest(config: StatusIngestConfig): HttpMount {
  return {
    name: 'status-ingest',
    mount(app, { servers: { database, waker, logger } }) {
      const parts = { ...config, pool: database.pool, wake: (due: DueWork[]) => void waker.wake(due), logger };
      app.use(notificationRoutes(parts), pushRoutes(parts), statusRoutes(parts));
    },
  };
}
