import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface ReloadingSystemOptions {
  /** The complete environment of the services. */
  environment: Record<string, string | undefined>;
  url: string;
  log: (message: string) => void;
}

export interface ReloadingSystem {
  /** Starts or restarts it; a failure is logged, and the next restart tries again. Whether it is ready. */
  restart(reason: string): Promise<boolean>;
  stop(): Promise<void>;
}

const LAUNCHER = fileURLToPath(new URL('../../launcher/src/', import.meta.url));
const KILL_AFTER_MS = 22_000;

/** Runs `pnpm migrate` and `pnpm start` as processes, so that changed files are loaded. One restart at a time. */
export function reloadingSystem({ environment, url, log }: ReloadingSystemOptions): ReloadingSystem {
  const options = {
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  } as const;
  let services: ReturnType<typeof spawn> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const spawn = () =>
    execa(process.execPath, [`${LAUNCHER}main.ts`, 'all'], {
      ...options,
      reject: false,
      forceKillAfterDelay: KILL_AFTER_MS,
    });

  async function end(): Promise<void> {
    services?.kill('SIGTERM');
    await services;
    services = null;
  }

  async function startAgain(reason: string): Promise<boolean> {
    const startedAt = performance.now();
    const failed = (why: string) => {
      log(`${reason}: ${why} after the next change`);
      return false;
    };
    await end();
    const migrated = await execa(process.execPath, [`${LAUNCHER}migrate.ts`], { ...options, reject: false });
    if (migrated.failed) return failed('the database could not be migrated; it will be retried');
    const started = spawn();
    services = started;
    const outcome = await Promise.race([waitUntilReady(url), started.then(() => 'ended' as const)]);
    if (outcome !== 'ready') return failed('the services did not start; they will be restarted');
    log(`${reason}: ready at ${url} after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    return true;
  }

  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work, work);
    turn = result.catch(() => {});
    return result;
  };
  return { restart: (reason) => next(() => startAgain(reason)), stop: () => next(end) };
}

const LIMIT_MS = 300_000;
const POLL_MS = 100;

export async function waitUntilReady(url: string): Promise<'ready' | 'not ready'> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return 'ready';
    await pause(POLL_MS);
  }
  return 'not ready';
}
