import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Service } from '@pangeo-forge/shared/process/service';
import { execa } from 'execa';
import type { Logger } from 'pino';
import { countFailure } from './count-failure.ts';

export interface ChildProcessSpec {
  type: 'worker' | 'runner';
  /** What it has in its environment, which processes of the same user can read. */
  environment: NodeJS.ProcessEnv;
  /** Variables that it gets through a pipe instead. */
  settings: Record<string, string | undefined> & { DATABASE_URL: string };
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const KILL_AFTER_MS = 15_000;
/**
 * Pauses before restarts: each is twice the last, up to the longest. A process that lived for `livedMs` resets them.
 */
const RESTART = { firstMs: 1_000, longestMs: 30_000, livedMs: 60_000 };

/** A process type in a process of its own. When it ends, that is logged and counted, and it is started again. */
export function createChildProcess(spec: ChildProcessSpec, logger: Logger): Service {
  const { type, settings } = spec;
  let stopping = false;
  let child: ReturnType<typeof spawn> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = RESTART.firstMs;

  function start(): void {
    const startedAt = performance.now();
    child = spawn(spec);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${line}\n`));
    void child.then(({ exitCode, signal }) => {
      if (stopping) return;
      if (performance.now() - startedAt > RESTART.livedMs) pauseMs = RESTART.firstMs;
      logger.error({ type, exitCode, signal, restartInMs: pauseMs }, `process ${type} ended and will be started again`);
      countFailure(settings.DATABASE_URL, 'unexpected_end', type).catch((error: unknown) => {
        logger.warn({ err: error, type }, 'the end of a process could not be counted');
      });
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, RESTART.longestMs);
    });
  }

  return {
    start: async () => start(),
    async stop() {
      stopping = true;
      clearTimeout(timer);
      child?.kill('SIGTERM');
      await child;
    },
  };
}

function spawn({ type, environment, settings }: ChildProcessSpec) {
  const child = execa(process.execPath, [...process.execArgv, MAIN, type, '--settings-from-stdin'], {
    extendEnv: false,
    env: environment,
    stdin: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  // the pipe stays open: when it ends, the child knows that this process has ended
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  return child;
}
