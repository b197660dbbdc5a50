import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { JobCleanStatus, JobStatus } from '@bull-board/api/typings/app';
import type { Pool } from '@pangeo-forge/db/open-database';
import {
  dismissWork,
  listPausedQueues,
  pauseQueue,
  promoteWork,
  resumeQueue,
  retryWork,
} from '@pangeo-forge/db/work/operate-work';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { QUEUE_CATALOG, type WakeUp, type WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Job, Queue } from 'bullmq';

export interface WorkQueueParts {
  pool: Pool;
  waker: Waker;
  /** Who sent the request that is being handled, for the journal. */
  actor: () => string;
}

/** What Bull Board answers, with a sentence for whoever pressed the button. */
class ButtonRefused extends Error {
  readonly statusCode = 409;
}

const NOT_HERE = 'Work is created by webhooks, runs and tasks: it cannot be created, changed or removed here.';
const BATCH = 1_000;
/** Done work is not done again. Bull Board reads the second option, and its types do not have it. */
const OPTIONS = { allowRetries: true, allowCompletedRetries: false };

/**
 * Bull Board's view of a queue whose jobs show rows of the work table. Its buttons act on the rows, and then on the
 * jobs: Retry and Promote make work due now, Clean gives failed work up, Pause stops workers from taking work.
 */
export class WorkQueueAdapter extends BullMQAdapter {
  readonly #kind: WorkKind;
  readonly #jobs: Queue<WakeUp>;
  readonly #parts: WorkQueueParts;

  constructor(kind: WorkKind, queue: Queue<WakeUp>, parts: WorkQueueParts) {
    super(queue, { ...OPTIONS, displayName: kind, description: QUEUE_CATALOG[kind].work });
    this.#kind = kind;
    this.#jobs = queue;
    this.#parts = parts;
  }

  override async getJob(id: string) {
    const job = await this.#jobs.getJob(id);
    return job && actingOnWork(job, this.#parts);
  }

  override async getJobs(statuses: JobStatus<'bullmq'>[], start?: number, end?: number) {
    const known = statuses.filter((status) => status !== 'paused'); // BullMQ 6 has no such jobs
    const jobs = await this.#jobs.getJobs(known, start, end);
    return jobs.map((job) => actingOnWork(job, this.#parts));
  }

  override async isPaused() {
    return (await listPausedQueues(this.#parts.pool)).some(({ kind }) => kind === this.#kind);
  }

  override async pause() {
    const { pool, actor } = this.#parts;
    await inTransaction(pool, (client) => pauseQueue(client, this.#kind, actor()));
    await this.#jobs.pause();
  }

  override async resume() {
    const { pool, actor } = this.#parts;
    await inTransaction(pool, (client) => resumeQueue(client, this.#kind, actor()));
    await this.#jobs.resume();
  }

  override async clean(status: JobCleanStatus, graceMs: number) {
    if (status === 'completed') await this.#jobs.clean(graceMs, Number.MAX_SAFE_INTEGER, status);
    else if (status === 'failed') await this.#forEach(status, (job) => job.remove());
    else throw new ButtonRefused(NOT_HERE);
  }

  override promoteAll() {
    return this.#forEach('delayed', (job) => job.promote().catch(unlessRefused));
  }

  async #forEach(status: 'failed' | 'delayed', act: (job: Job<WakeUp>) => Promise<void>): Promise<void> {
    for (const job of await this.#jobs.getJobs([status], 0, BATCH - 1)) await act(actingOnWork(job, this.#parts));
  }

  override addJob(): never {
    throw new ButtonRefused(NOT_HERE);
  }

  override empty(): never {
    throw new ButtonRefused(NOT_HERE);
  }

  override obliterate(): never {
    throw new ButtonRefused(NOT_HERE);
  }

  override setGlobalConcurrency(): never {
    throw new ButtonRefused('How much is done at once is a setting of each worker.');
  }

  override setConfiguredRateLimit(): never {
    throw new ButtonRefused('Requests to GitHub have limits of their own.');
  }
}

/** The job, whose buttons act on its work. */
function actingOnWork(job: Job<WakeUp>, { pool, waker, actor }: WorkQueueParts): Job<WakeUp> {
  const { workId } = job.data;
  const actions: Partial<Record<string | symbol, () => Promise<void>>> = {
    async retry() {
      const due = await inTransaction(pool, (client) => retryWork(client, workId, actor()));
      // a job that shows what is no longer so
      if (!due) await job.remove();
      else await job.retry('failed', { resetAttemptsMade: true }).catch(() => waker.wake([due]));
    },
    async promote() {
      const due = await inTransaction(pool, (client) => promoteWork(client, workId, actor()));
      if (!due) throw new ButtonRefused('This work does not wait any more.');
      await job.promote().catch(() => waker.wake([due]));
    },
    async remove() {
      const state = await job.getState();
      if (state === 'failed') await inTransaction(pool, (client) => dismissWork(client, workId, actor()));
      else if (state !== 'completed') throw new ButtonRefused(NOT_HERE);
      await job.remove();
    },
    updateData: refuse,
    changeDelay: refuse,
    changePriority: refuse,
    removeUnprocessedChildren: refuse,
  };
  return new Proxy(job, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return actions[name] ?? (typeof value === 'function' ? value.bind(target) : value);
    },
  });
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ButtonRefused)) throw error;
}

async function refuse(): Promise<never> {
  throw new ButtonRefused(NOT_HERE);
}
