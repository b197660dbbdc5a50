import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A program of this package in a process of its own. It takes its configuration as JSON on stdin, and says JSON lines;
 * the first one when it is ready.
 */
export interface StartedProgram<Ready> {
  pid: number;
  ready: Ready;
  /** The next line it says. */
  next<T>(): Promise<T>;
  stop(): Promise<void>;
}

export async function startProgram<Ready>(
  file: URL,
  config: unknown,
  options: { niceness?: number; flags?: readonly string[]; environment?: Record<string, string> } = {},
): Promise<StartedProgram<Ready>> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', ...(options.flags ?? []), file.pathname];
  const [executable = '', ...args] = options.niceness ? ['nice', '-n', String(options.niceness), ...command] : command;
  const child = spawn(executable, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}).end(JSON.stringify(config));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done)
      throw new Error(`${file.pathname} ended (${child.exitCode ?? child.signalCode}) before it said what it should`);
    return JSON.parse(value as string) as T;
  };
  const ready = await next<Ready>();
  return { pid: child.pid ?? 0, ready, next, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(force);
}
