import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type SupervisedServer, supervise } from '../process/supervise.ts';
import { REDIS_IMAGE, type RedisCommand } from './redis-command.ts';

/** SIGTERM first, then SIGKILL. */
export const REDIS_STOP = ['SIGTERM', 'SIGKILL'] as const;

export interface RedisPlace {
  /** Absolute. */
  dir: string;
  port: number;
  password: string;
  logFile: string;
  appendonly: boolean;
}

/** Starts the process without waiting until it answers. */
export function launchRedis(command: RedisCommand, place: RedisPlace): SupervisedServer {
  const supervision = { cwd: place.dir, logFile: place.logFile, stopSignal: REDIS_STOP[0], forceSignal: REDIS_STOP[1] };
  const configuration = path.join(place.dir, 'redis.conf');
  if (command.how !== 'docker') {
    writeConfiguration(configuration, { ...place, bind: '127.0.0.1' });
    // keeps its command line, by which a later start recognizes it
    return supervise(command.executable, [configuration, '--set-proc-title', 'no'], supervision);
  }
  writeConfiguration(configuration, { ...place, port: 6379, bind: '*' });
  const user = process.getuid ? ['--user', `${process.getuid()}:${process.getgid?.()}`] : [];
  return supervise(
    command.executable,
    ['--host', `unix://${command.socket}`, 'run', '--rm', '--publish', `127.0.0.1:${place.port}:6379`].concat([
      ...user,
      '--volume',
      `${place.dir}:${place.dir}`,
      '--entrypoint',
      'valkey-server',
      REDIS_IMAGE,
      configuration,
    ]),
    supervision,
  );
}

/** In a file that only this user can read: every user could see a password in a command line. */
function writeConfiguration(file: string, place: RedisPlace & { bind: string }): void {
  const lines = [
    `bind ${place.bind}`,
    `port ${place.port}`,
    `requirepass ${place.password}`,
    `dir ${JSON.stringify(place.dir)}`,
    `appendonly ${place.appendonly ? 'yes' : 'no'}`,
    'save ""',
    'maxmemory-policy noeviction',
  ];
  rmSync(file, { force: true });
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
