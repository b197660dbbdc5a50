import { type BudgetedThreads, createBudgetedThreads, type ThreadBudget } from './budgeted-threads.ts';
import type { LargeJson, LargeJsonTasks } from './large-json.thread.ts';

/** What is smaller is parsed faster than a thread receives it: at most a few milliseconds. */
export const LARGE_JSON_BYTES = 256 * 1024;

/** 25 MB as GitHub sends them take a few hundred milliseconds. */
const BUDGET: ThreadBudget = { cpuMs: 2_000, limitMs: 60_000, heapMb: 128 };

export type JsonRead =
  | Exclude<LargeJson, { outcome: 'too_large' }>
  /** `reason` completes a sentence about the JSON: "its payload …". */
  | { outcome: 'over_budget'; reason: string };

/** Parses JSON of many bytes in a thread that its budget ends, so that the event loop goes on. */
export interface LargeJsonReader {
  /**
   * What is needless for deciding is left out: texts of more than 256 thousand characters, values deeper than 64
   * levels, and names after the first 5,000.
   * @throws AppError `unavailable` when too many wait.
   */
  read(bytes: Uint8Array): Promise<JsonRead>;
  /** The field `payload` of a form, empty when it has none; null over budget. */
  payloadOfForm(bytes: Uint8Array): Promise<Uint8Array | null>;
  stop(): Promise<void>;
}

const THREAD = new URL('./large-json.thread.ts', import.meta.url);

export function createLargeJsonReader(budget = BUDGET, file = THREAD): LargeJsonReader {
  const threads: BudgetedThreads<LargeJsonTasks> = createBudgetedThreads<LargeJsonTasks>({
    file,
    budget,
    maxWaiting: 100,
  });
  return {
    async read(bytes) {
      const answer = await threads.run('read', bytes);
      if (answer.outcome === 'over_budget') {
        const used = answer.budget === 'time' ? 'processor time' : 'memory';
        return { outcome: 'over_budget', reason: `takes more ${used} to read than one may use` };
      }
      if (answer.value.outcome === 'too_large')
        return { outcome: 'over_budget', reason: 'holds more than an event of GitHub' };
      return answer.value;
    },
    async payloadOfForm(bytes) {
      const answer = await threads.run('payloadOfForm', bytes);
      return answer.outcome === 'done' ? answer.value : null;
    },
    stop: () => threads.stop(),
  };
}

/** The reader that a process shares: its thread starts with the first large body, and keeps no process alive. */
export const largeJson = createLargeJsonReader();
