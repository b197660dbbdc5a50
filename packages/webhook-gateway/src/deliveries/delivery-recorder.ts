import { setTimeout as pause } from 'node:timers/promises';
import { type NewDelivery, recordDeliveries } from '@pangeo-forge/db/deliveries/record-deliveries';
import type { Pool } from '@pangeo-forge/db/open-database';
import { notRecorded } from '@pangeo-forge/service/or-unavailable';
import { TransientMap } from '@pangeo-forge/shared/caching/transient-map';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';

export interface DeliveryRecorder {
  /**
   * Resolves once the delivery is committed.
   * @throws AppError `unavailable` when it may not be: recording it again is harmless.
   */
  record(delivery: NewDelivery): Promise<void>;
}

export interface RecorderLimits {
  /** A delivery that is not committed within this time is refused. */
  recordLimitMs: number;
  /**
   * How long an unreachable Postgres is tried again. GitHub does not redeliver by itself, so a restart is waited out.
   */
  retryForMs: number;
  /** Of bodies that wait for their commit. */
  maxBytesWaiting: number;
}

interface Waiting {
  delivery: NewDelivery;
  since: number;
  /** One for each request that brought this delivery: resolves, or rejects with the error. */
  finish: ((error?: unknown) => void)[];
}

type Batch = readonly Waiting[];

/** While Postgres writes one batch, the gateway fills the other: neither waits for the other's processor. */
const COMMITS_IN_FLIGHT = 2;
const MAX_BATCH_SIZE = 100;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const RETRY_AFTER_MS = 100;

/**
 * Group commit: deliveries that arrive during a commit share the next one. So a single delivery never waits, and a
 * flood needs few commits. `onRecorded` gets the work that became due, and is not waited for.
 */
export function createDeliveryRecorder(
  pool: Pool,
  { recordLimitMs, retryForMs, maxBytesWaiting }: RecorderLimits,
  onRecorded: (due: DueWork[]) => void,
): DeliveryRecorder {
  const queue = new TransientMap<string, Waiting>();
  let bytesWaiting = 0;
  let committers = 0;

  async function commitAll(): Promise<void> {
    committers++;
    for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue)) {
      await commit(batch);
      for (const { delivery } of batch) bytesWaiting -= delivery.body.length;
    }
    committers--;
  }

  async function commit(batch: Batch): Promise<void> {
    for (;;) {
      try {
        const due = await recordDeliveries(
          pool,
          batch.map(({ delivery }) => delivery),
          recordLimitMs,
        );
        finish(batch);
        if (due.length > 0) onRecorded(due);
        return;
      } catch (error) {
        if (isDataError(error) && batch.length > 1) return commitOneByOne(batch);
        const oldest = Math.min(...batch.map(({ since }) => since));
        if (isDataError(error) || performance.now() - oldest > retryForMs)
          return finish(batch, notRecorded('delivery', error));
        await pause(RETRY_AFTER_MS);
      }
    }
  }

  /** A delivery that Postgres refuses must not take its batch with it. */
  async function commitOneByOne(batch: Batch): Promise<void> {
    for (const one of batch) await commit([one]);
  }

  return {
    record: (delivery) =>
      new Promise((resolve, reject) => {
        if (bytesWaiting > maxBytesWaiting) {
          reject(notRecorded('delivery', new Error('too many bytes wait for their commit')));
          return;
        }
        const late = setTimeout(
          () => reject(notRecorded('delivery', new Error('Postgres took too long'))),
          recordLimitMs,
        );
        const finishThis = (error?: unknown) => {
          clearTimeout(late);
          if (error) reject(error);
          else resolve();
        };
        const same = queue.get(delivery.id);
        if (same) {
          same.finish.push(finishThis);
          return;
        }
        queue.set(delivery.id, { delivery, since: performance.now(), finish: [finishThis] });
        bytesWaiting += delivery.body.length;
        if (committers < COMMITS_IN_FLIGHT) void commitAll();
      }),
  };
}

/** In order of arrival. */
function takeBatch(queue: TransientMap<string, Waiting>): Batch {
  const batch: Waiting[] = [];
  let bytes = 0;
  for (const waiting of queue.values()) {
    bytes += waiting.delivery.body.length;
    if (batch.length === MAX_BATCH_SIZE || (batch.length > 0 && bytes > MAX_BATCH_BYTES)) break;
    batch.push(waiting);
  }
  for (const { delivery } of batch) queue.delete(delivery.id);
  return batch;
}

function finish(batch: Batch, error?: unknown): void {
  for (const waiting of batch) for (const finishOne of waiting.finish) finishOne(error);
}

/**
 * Data exception, constraint, program limit, syntax: a retry cannot succeed.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isDataError(error: unknown): boolean {
  return /^(?:22|23|54|42)/.test((error as { code?: string }).code ?? '');
}
