import { applyDataflowNotification } from '@pangeo-forge/db/notifications/apply-dataflow-notification';
import type { Pool } from '@pangeo-forge/db/open-database';
import { dataflowNotificationSchema } from '@pangeo-forge/shared/notifications/dataflow-notification.schema';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { orUnavailable } from './or-unavailable.ts';

export interface NotificationParts {
  pool: Pool;
  /** Not waited for: the relay finds work whose wake-up was lost. */
  wake: (due: DueWork[]) => void;
  recordLimitMs?: number;
}

export interface NotificationAnswer {
  status: 202 | 400 | 404;
  body: { status: 'ok' } | { detail: string };
}

/**
 * The form that the deployed Cloud Function posts when a Dataflow job ends; its signature has been verified. It arrives
 * at two addresses: the gateway's, as for the original, and that of status-ingest.
 * @throws AppError `unavailable` when it could not be recorded in time.
 */
export async function receiveDataflowNotification(
  form: string,
  { pool, wake, recordLimitMs }: NotificationParts,
): Promise<NotificationAnswer> {
  const parsed = dataflowNotificationSchema.safeParse(Object.fromEntries(new URLSearchParams(form)));
  if (!parsed.success)
    return { status: 400, body: { detail: parsed.error.issues.map(({ message }) => message).join('; ') } };
  const result = await orUnavailable('notification', applyDataflowNotification(pool, parsed.data), recordLimitMs);
  if (result.outcome === 'unknown_run') return { status: 404, body: { detail: 'recipe_run not found' } };
  wake(result.due);
  return { status: 202, body: { status: 'ok' } };
}
