import { parentPort } from 'node:worker_threads';
import { AppError } from '../errors/app-error.ts';

/** Input and result must be what `structuredClone` copies. */
export type ThreadTasks = Record<string, (...input: never[]) => unknown>;

export interface ThreadRequest {
  name: string;
  input: readonly unknown[];
}

/** `usedMicros`: processor time that the thread has used since its start. */
export type ThreadReply = { usedMicros: number } & (
  | { ready: true }
  | { value: unknown }
  /** `code` of an AppError, whose message may be shown; null for any other error. */
  | { code: string | null; message: string }
);

/** Inside a thread of `createBudgetedThreads`: answers the tasks, one after another. */
export function serveTasks(tasks: ThreadTasks): void {
  const reply = (content: { ready: true } | { value: unknown } | { code: string | null; message: string }) => {
    const { user, system } = process.threadCpuUsage();
    parentPort?.postMessage({ ...content, usedMicros: user + system } satisfies ThreadReply);
  };
  const answer = async ({ name, input }: ThreadRequest) => {
    try {
      const task = tasks[name] as ((...input: readonly unknown[]) => unknown) | undefined;
      if (!task) throw new Error(`there is no task ${name}`);
      reply({ value: await task(...input) });
    } catch (error) {
      if (error instanceof AppError) reply({ code: error.code, message: error.publicMessage });
      else reply({ code: null, message: String(error) });
    }
  };
  parentPort?.on('message', (request: ThreadRequest) => void answer(request));
  reply({ ready: true });
}
