import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { ThreadReply, ThreadRequest, ThreadTasks } from './serve-tasks.ts';

export interface ThreadBudget {
  /** Processor time of one task, so a busy machine does not shorten it. */
  cpuMs: number;
  /** From the start of a task to its end, in case it waits for something. */
  limitMs: number;
  /** Of the thread's heap; buffers are not counted. */
  heapMb: number;
}

export interface ThreadOptions {
  /** A module that calls `serveTasks`. */
  file: URL;
  budget: ThreadBudget;
  /** How many tasks run at the same time. */
  threads?: number;
  /** How many may wait for a thread; more are refused. */
  maxWaiting?: number;
  /** A thread that had nothing to do for so long ends, which frees its memory. */
  idleMs?: number;
}

export type ThreadAnswer<T> = { outcome: 'done'; value: T } | { outcome: 'over_budget'; budget: 'time' | 'memory' };

export interface BudgetedThreads<Tasks extends ThreadTasks> {
  /**
   * Runs a task in a thread. Time spent in the queue does not count.
   * @throws AppError what the task threw; `unavailable` when too many tasks wait.
   */
  run<Name extends keyof Tasks & string>(
    name: Name,
    ...input: Parameters<Tasks[Name]>
  ): Promise<ThreadAnswer<Awaited<ReturnType<Tasks[Name]>>>>;
  stop(): Promise<void>;
}

interface Job {
  request: ThreadRequest;
  resolve(answer: ThreadAnswer<unknown>): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  job: Job | null;
  /** Processor time, in µs, that the thread had used when it was last idle. */
  usedBefore: number;
  stopWatch(): void;
}

const IDLE_MS = 60_000;
const YOUNG_HEAP_MB = 16;
const CHECK_EVERY_MS = 50;

/**
 * Threads for work on bytes of strangers: each task has a budget of processor time and memory, and a thread whose task
 * exceeds it is ended and replaced, so that no event loop waits for it. Threads start when they are needed, see no
 * environment variables, and keep no process alive.
 */
export function createBudgetedThreads<Tasks extends ThreadTasks>({
  file,
  budget,
  threads: maxThreads = 1,
  maxWaiting = Infinity,
  idleMs = IDLE_MS,
}: ThreadOptions): BudgetedThreads<Tasks> {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];

  function startThread(job: Job): void {
    const worker = new Worker(file, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: budget.heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    const thread: Thread = { worker, job, usedBefore: 0, stopWatch: () => {} };
    threads.add(thread);
    worker.on('message', (reply: ThreadReply) => receive(thread, reply));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') end(thread, { outcome: 'over_budget', budget: 'memory' });
      else fail(thread, error);
    });
    worker.on('exit', () => fail(thread, new Error('the thread ended before its task')));
  }

  function receive(thread: Thread, reply: ThreadReply): void {
    const { job } = thread;
    thread.usedBefore = reply.usedMicros;
    if (!('ready' in reply)) {
      thread.stopWatch();
      thread.job = waiting.shift() ?? null;
      if ('value' in reply) job?.resolve({ outcome: 'done', value: reply.value });
      else job?.reject(errorOf(reply));
    }
    if (thread.job) begin(thread, thread.job);
    else rest(thread);
  }

  function begin(thread: Thread, job: Job): void {
    const { worker } = thread;
    worker.ref();
    const exceeded = () => end(thread, { outcome: 'over_budget', budget: 'time' });
    const deadline = setTimeout(exceeded, budget.limitMs);
    const checks = setInterval(() => {
      void worker.cpuUsage?.().then(
        ({ user, system }) => {
          if (thread.job === job && user + system - thread.usedBefore > budget.cpuMs * 1_000) exceeded();
        },
        () => {}, // it has ended, which has its own event
      );
    }, CHECK_EVERY_MS);
    thread.stopWatch = () => {
      clearTimeout(deadline);
      clearInterval(checks);
    };
    worker.postMessage(job.request);
  }

  function rest(thread: Thread): void {
    thread.worker.unref();
    const timer = setTimeout(() => remove(thread), idleMs).unref();
    thread.stopWatch = () => clearTimeout(timer);
  }

  function remove(thread: Thread): Job | null {
    const { job } = thread;
    thread.stopWatch();
    thread.job = null;
    if (!threads.delete(thread)) return null;
    void thread.worker.terminate();
    const next = waiting.shift();
    if (next) startThread(next);
    return job;
  }

  const end = (thread: Thread, answer: ThreadAnswer<unknown>) => remove(thread)?.resolve(answer);
  const fail = (thread: Thread, error: unknown) => remove(thread)?.reject(error);

  return {
    run(name, ...input) {
      return new Promise<ThreadAnswer<never>>((resolve, reject) => {
        const job: Job = { request: { name, input }, resolve: resolve as Job['resolve'], reject };
        const idle = [...threads].find((thread) => thread.job === null);
        if (idle) {
          idle.stopWatch();
          idle.job = job;
          begin(idle, job);
        } else if (threads.size < maxThreads) startThread(job);
        else if (waiting.length < maxWaiting) waiting.push(job);
        else reject(new AppError('unavailable', 'Too many of these are being worked on: try again in a moment.'));
      });
    },
    async stop() {
      const error = new AppError('unavailable', 'This process is stopping.');
      for (const job of waiting.splice(0)) job.reject(error);
      const workers = [...threads].map(({ worker }) => worker);
      for (const thread of threads) fail(thread, error);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function errorOf({ code, message }: { code: string | null; message: string }): Error {
  return code === null ? new Error(message) : new AppError(code as ErrorCode, message);
}
