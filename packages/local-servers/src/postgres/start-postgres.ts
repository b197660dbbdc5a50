import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LOCAL_DIRECTORY } from '../local-directory.ts';
import { createCluster } from './create-cluster.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { reachableBinaries, reachableDataDirectory } from './reachable-paths.ts';
import { unprivilegedUser } from './unprivileged-user.ts';
import { findSharedServer, stopOrphan, writeServerRecord } from '../process/server-record.ts';
import { startOnPort } from '../process/start-on-port.ts';
import { supervise } from '../process/supervise.ts';
import { withLock } from '../process/with-lock.ts';

export interface PostgresOptions {
  /** For data, password and log: `.local/postgres` unless given. Created when missing. */
  dataDir: string;
  /** 0, the default: any free port. */
  port?: number;
  /** As in postgresql.conf. Commits are durable unless `fsync: 'off'` is among them. */
  settings?: Record<string, string>;
  /** Cache of clusters to copy. */
  cacheDir?: string;
  log?: (message: string) => void;
}

export interface RunningPostgres {
  /** Has a superuser's password; the database is `postgres`. */
  url: string;
  port: number;
  pid: number;
  /** Stops the server, unless another process started it. */
  stop(): Promise<void>;
}

const STOP = ['SIGINT', 'SIGQUIT'] as const; // fast shutdown, then immediate: never SIGKILL, which leaves shared memory behind

/**
 * Starts the embedded Postgres on 127.0.0.1, or finds the one that another process has started on the same data. It
 * stops with the process that started it, even when that is killed.
 * @throws when this platform has none, or with the end of the log when it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const binaries = await postgresBinaries();
  const asRoot = process.getuid?.() === 0;
  const directory = asRoot ? reachableDataDirectory(path.resolve(options.dataDir)) : path.resolve(options.dataDir);
  if (directory !== path.resolve(options.dataDir)) {
    options.log?.(`Postgres does not run as root and cannot reach ${options.dataDir}: its data is in ${directory}`);
  }
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return withLock(path.join(directory, 'start.lock'), () =>
    startInDirectory(directory, asRoot ? reachableBinaries(binaries) : binaries, options),
  );
}

async function startInDirectory(
  directory: string,
  binaries: Awaited<ReturnType<typeof postgresBinaries>>,
  options: PostgresOptions,
): Promise<RunningPostgres> {
  const recordFile = path.join(directory, 'server.json');
  const shared = await findSharedServer(recordFile, ...STOP);
  if (shared) return { url: shared.url, port: shared.port, pid: shared.pid, stop: async () => {} };

  const data = path.join(directory, 'data');
  const user = unprivilegedUser(data);
  const leftover = readPostmasterPid(data);
  if (leftover) await stopOrphan({ pid: leftover.pid, marker: data }, ...STOP);
  if (!existsSync(data)) {
    const cacheDir = options.cacheDir ?? path.join(LOCAL_DIRECTORY, 'cache');
    await createCluster({ directory, binaries, user, cacheDir, durable: options.settings?.['fsync'] !== 'off' });
  }

  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const { port, server } = await startOnPort({
    name: 'Postgres',
    port: options.port ?? 0,
    logFile: path.join(directory, 'postgres.log'),
    start: (port) =>
      supervise(
        binaries.postgres,
        [
          '-D',
          data,
          '-p',
          String(port),
          ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
        ],
        {
          ...user,
          cwd: directory,
          logFile: path.join(directory, 'postgres.log'),
          stopSignal: STOP[0],
          forceSignal: STOP[1],
        },
      ),
    ready: (_port, { pid }) => {
      const postmaster = readPostmasterPid(data);
      return postmaster?.pid === pid && postmaster.status === 'ready';
    },
  });
  const password = readFileSync(path.join(directory, 'password'), 'utf8');
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  writeServerRecord(recordFile, { pid: server.pid, ownerPid: process.pid, port, url, marker: data });
  return {
    url,
    port,
    pid: server.pid,
    async stop() {
      await server.stop();
      rmSync(recordFile, { force: true });
    },
  };
}

/**
 * The file that a running Postgres keeps in its data folder; undefined without one (a crash leaves the file behind).
 * Lines: https://www.postgresql.org/docs/18/storage-file-layout.html and `LOCK_FILE_LINE_*` in its source.
 */
export function readPostmasterPid(data: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}
