import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface ReloadingSystemOptions {
  /** The whole environment of the services. */
  environment: Record<string, string | undefined>;
  url: string;
  log: (message: string) => void;
}

export interface ReloadingSystem {
  /** Starts it, or starts it again; what fails is said, and tried again the next time. */
  restart(reason: string): Promise<void>;
  stop(): Promise<void>;
}

const LAUNCHER = fileURLToPath(new URL('../../launcher/src/', import.meta.url));
const KILL_AFTER_MS = 22_000;

/** `pnpm migrate` and `pnpm start` as processes, so that a changed file is read anew. One restart at a time. */
export function reloadingSystem({ environment, url, log }: ReloadingSystemOptions): ReloadingSystem {
  const options = {
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  } as const;
  let services: ReturnType<typeof spawn> | null = null;
  let turn = Promise.resolve();
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

  async function startAgain(reason: string): Promise<void> {
    const began = performance.now();
    await end();
    const migrated = await execa(process.execPath, [`${LAUNCHER}migrate.ts`], { ...options, reject: false });
    if (migrated.failed) return log(`${reason}: the database could not be migrated; mend it, and it is tried again`);
    const started = spawn();
    services = started;
    const outcome = await Promise.race([waitUntilReady(url), started.then(() => 'ended' as const)]);
    if (outcome !== 'ready') return log(`${reason}: the services did not start; mend it, and it is tried again`);
    log(`${reason}: ready at ${url} after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }

  const next = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work, work);
    return turn;
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
