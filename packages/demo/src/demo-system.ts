import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface DemoSystemOptions {
  folder: string;
  environment: Record<string, string>;
  port: number;
}

export interface DemoSystem {
  url: string;
  logFile: string;
  /** Pid of the process that runs recipes. */
  runnerPid(): Promise<number | null>;
  stop(): Promise<void>;
}

const LAUNCHER = fileURLToPath(new URL('../../launcher/src/', import.meta.url));
const READY_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 25_000;

/** Runs `pnpm migrate`, then `pnpm start`, as processes. */
export async function startDemoSystem({ folder, environment, port }: DemoSystemOptions): Promise<DemoSystem> {
  const logFile = path.join(folder, 'system.log');
  const options = { env: environment, stdin: 'ignore' } as const;
  await execa(process.execPath, [path.join(LAUNCHER, 'migrate.ts')], options);
  const log = createWriteStream(logFile, { flags: 'a' });
  const system = execa(process.execPath, [path.join(LAUNCHER, 'main.ts'), 'all'], {
    ...options,
    buffer: false,
    reject: false,
    forceKillAfterDelay: STOP_LIMIT_MS,
  });
  for (const stream of [system.stdout, system.stderr]) stream.pipe(log, { end: false });
  const url = `http://127.0.0.1:${port}`;
  let ended = false;
  void system.then(() => {
    ended = true;
    log.end();
  });
  await untilReady(url, () => {
    if (ended) throw new Error(`the system ended before it was ready; its log is ${logFile}`);
  });
  return {
    url,
    logFile,
    runnerPid: () => findRunnerPid(system.pid),
    async stop() {
      system.kill('SIGTERM');
      await system;
    },
  };
}

async function untilReady(url: string, assertAlive: () => void): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    assertAlive();
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url}/readyz did not answer 200 within ${READY_LIMIT_MS / 1_000} s`);
}

async function findRunnerPid(parent: number | undefined): Promise<number | null> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,args='], { reject: false });
  const line = stdout.split('\n').find((row) => {
    const [, ppid] = row.trim().split(/\s+/);
    return Number(ppid) === parent && row.includes('runner --settings-from-stdin');
  });
  return line ? Number(line.trim().split(/\s+/)[0]) : null;
}
