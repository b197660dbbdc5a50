import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../packages/launcher/src/main.ts', import.meta.url));
const START_AGAIN_AFTER_MS = 300;

/** A process of the system under something that starts it again, as every platform has. */
export interface SupervisedProcess {
  kill(): void;
  pause(): void;
  resume(): void;
  /** Of the present one. */
  pid(): number;
  stop(): Promise<void>;
}

export function superviseProcess(
  type: string,
  environment: Record<string, string>,
  logFile: string,
): SupervisedProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  let stopping = false;
  let child: ChildProcess = start();

  function start(): ChildProcess {
    const started = spawn(process.execPath, [MAIN, type], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) stream.pipe(log, { end: false });
    started.once('exit', () => {
      if (!stopping)
        setTimeout(() => {
          if (!stopping) child = start();
        }, START_AGAIN_AFTER_MS);
    });
    return started;
  }

  const endWithUs = () => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  return {
    kill: () => void child.kill('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true;
      process.off('exit', endWithUs);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
        await ended;
        clearTimeout(force);
      }
      log.end();
    },
  };
}
