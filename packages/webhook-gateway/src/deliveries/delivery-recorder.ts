import { setTimeout as pause } from 'node:timers/promises';
import { type NewDelivery, recordDeliveries } from '@pangeo-forge/db/deliveries/record-deliveries';
import type { Pool } from '@pangeo-forge/db/open-database';
import { TransientMap } from '@pangeo-forge/shared/caching/transient-map';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';

export interface DeliveryRecorder {
  /**
   * Resolves once the delivery is committed.
   * @throws AppError `unavailable` when it is not known to be: recording it again is harmless.
   */
  record(delivery: NewDelivery): Promise<void>;
}

export interface RecorderLimits {
  /** A delivery that is not committed by then is refused. GitHub gives up after 10 s. */
  answerWithinMs: number;
  /** How long a Postgres that is away is waited for: GitHub does not send again by itself, so a restart is better bridged. */
  patienceMs: number;
  /** Of bodies that wait for their commit. */
  mostBytesWaiting: number;
}

interface Waiting {
  delivery: NewDelivery;
  since: number;
  settle: ((error?: unknown) => void)[];
}

type Batch = readonly Waiting[];

/** While Postgres writes one batch, the gateway reads for the other: neither waits for the other's processor. */
const COMMITS_IN_FLIGHT = 2;
const MOST_IN_A_BATCH = 100;
const MOST_BYTES_IN_A_BATCH = 4 * 1024 * 1024;
const TRY_AGAIN_AFTER_MS = 100;

/**
 * Group commit: while commits are on their way, what arrives gathers for the next. So a lone delivery waits for nobody, and a flood shares
 * its commits. `onRecorded` is told what is due now; nobody waits for it.
 */
export function createDeliveryRecorder(
  pool: Pool,
  { answerWithinMs, patienceMs, mostBytesWaiting }: RecorderLimits,
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
          answerWithinMs,
        );
        settle(batch);
        if (due.length > 0) onRecorded(due);
        return;
      } catch (error) {
        if (isOfTheData(error) && batch.length > 1) return commitOneByOne(batch);
        const oldest = Math.min(...batch.map(({ since }) => since));
        if (isOfTheData(error) || performance.now() - oldest > patienceMs) return settle(batch, refusal(error));
        await pause(TRY_AGAIN_AFTER_MS);
      }
    }
  }

  /** What Postgres refuses to store must not take its whole batch with it. */
  async function commitOneByOne(batch: Batch): Promise<void> {
    for (const one of batch) await commit([one]);
  }

  return {
    record: (delivery) =>
      new Promise((resolve, reject) => {
        if (bytesWaiting > mostBytesWaiting) {
          reject(refusal(new Error('too many bytes wait for their commit')));
          return;
        }
        const late = setTimeout(() => reject(refusal(new Error('Postgres took too long'))), answerWithinMs);
        const settleThis = (error?: unknown) => {
          clearTimeout(late);
          if (error) reject(error);
          else resolve();
        };
        const same = queue.get(delivery.id);
        if (same) {
          same.settle.push(settleThis);
          return;
        }
        queue.set(delivery.id, { delivery, since: performance.now(), settle: [settleThis] });
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
    if (batch.length === MOST_IN_A_BATCH || (batch.length > 0 && bytes > MOST_BYTES_IN_A_BATCH)) break;
    batch.push(waiting);
  }
  for (const { delivery } of batch) queue.delete(delivery.id);
  return batch;
}

function settle(batch: Batch, error?: unknown): void {
  for (const waiting of batch) for (const settleOne of waiting.settle) settleOne(error);
}

function refusal(cause: unknown): AppError {
  return new AppError('unavailable', 'The delivery could not be recorded: send it again.', { cause });
}

/** Data exception, constraint, program limit, syntax: trying again cannot mend it. */
function isOfTheData(error: unknown): boolean {
  return /^(?:22|23|54|42)/.test((error as { code?: string }).code ?? '');
}
