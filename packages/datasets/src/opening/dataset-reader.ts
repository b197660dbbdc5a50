import { AppError } from '@pangeo-forge/shared/errors/app-error';
import {
  type BudgetedThreads,
  createBudgetedThreads,
  type ThreadAnswer,
  type ThreadOptions,
} from '@pangeo-forge/shared/untrusted/budgeted-threads';
import type { DatasetDescription } from '../description/dataset-description.ts';
import type { DescribeAtOptions } from '../description/describe-at.ts';
import type { DatasetTasks } from './dataset.thread.ts';

/** What a thread may be given: no function crosses to it. */
export type ReadOptions = Omit<DescribeAtOptions, 'resolve'>;

/**
 * Reads datasets, which are as large, slow and hostile as their authors made them, off the event loop.
 * @throws AppError as `describeAt`, `too_large` when a dataset exceeds the budget, `unavailable` when too many wait.
 */
export interface DatasetReader {
  describe(url: string, options: ReadOptions): Promise<DatasetDescription>;
  /** As HTML; by what is stored of it, where that is given. */
  render(url: string, options: ReadOptions, stored?: DatasetDescription | null): Promise<string>;
  stop(): Promise<void>;
}

/** `limitMs` is above the reader's own limit of time, which has the better message. */
const DEFAULTS: ThreadOptions = {
  file: new URL('./dataset.thread.ts', import.meta.url),
  budget: { cpuMs: 5_000, limitMs: 60_000, heapMb: 64 },
  threads: 2,
  maxWaiting: 8,
  idleMs: 30_000,
};

export function createDatasetReader(options: Partial<ThreadOptions> = {}): DatasetReader {
  const threads: BudgetedThreads<DatasetTasks> = createBudgetedThreads<DatasetTasks>({ ...DEFAULTS, ...options });
  return {
    describe: async (url, options) => valueOf(await threads.run('describe', url, options)),
    render: async (url, options, stored = null) => valueOf(await threads.run('render', url, stored, options)),
    stop: () => threads.stop(),
  };
}

/** The reader that a process shares, as it shares Node's own pool of threads: it needs no configuration and no stop. */
export const datasetReader = createDatasetReader();

function valueOf<T>(answer: ThreadAnswer<T>): T {
  if (answer.outcome === 'done') return answer.value;
  const used = answer.budget === 'time' ? 'processor time' : 'memory';
  throw new AppError('too_large', `Describing this dataset takes more ${used} than one may use.`);
}
