import { type NewDelivery, recordDeliveries } from '@pangeo-forge/db/deliveries/record-deliveries';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from '@pangeo-forge/db/open-database';

export interface DeliveryRecorder {
  /** Resolves once the delivery is committed. */
  record(delivery: NewDelivery): Promise<void>;
}

interface Waiting {
  delivery: NewDelivery;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const MOST_IN_A_BATCH = 100;
const MOST_BYTES_IN_A_BATCH = 4 * 1024 * 1024;

/**
 * Group commit: while one commit is on its way, what arrives gathers for the next. So a lone delivery waits for nobody, and a flood shares
 * its commits.
 */
export function createDeliveryRecorder(pool: Pool, onRecorded: (due: DueWork[]) => Promise<void>): DeliveryRecorder {
  const queue: Waiting[] = [];
  let committing = false;

  async function commitAll(): Promise<void> {
    committing = true;
    for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue)) await commit(batch);
    committing = false;
  }

  async function commit(batch: Waiting[]): Promise<void> {
    try {
      const due = await recordDeliveries(
        pool,
        batch.map(({ delivery }) => delivery),
      );
      await onRecorded(due);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    record: (delivery) =>
      new Promise((resolve, reject) => {
        queue.push({ delivery, resolve, reject });
        if (!committing) void commitAll();
      }),
  };
}

/** In order of arrival. The same delivery id waits for the next batch, since one statement cannot touch a row twice. */
function takeBatch(queue: Waiting[]): Waiting[] {
  const ids = new Set<string>();
  let bytes = 0;
  let count = 0;
  for (const { delivery } of queue) {
    bytes += delivery.body.length;
    if (ids.has(delivery.id) || count === MOST_IN_A_BATCH || (count > 0 && bytes > MOST_BYTES_IN_A_BATCH)) break;
    ids.add(delivery.id);
    count++;
  }
  return queue.splice(0, count);
}
