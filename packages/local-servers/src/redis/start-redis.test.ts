import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { inAnotherProcess } from '../../test/in-another-process.ts';
import { isAlive } from '../process/running-process.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { until } from '../process/until.ts';
import { answersRedisPing } from './answers-redis-ping.ts';
import { type RunningRedis, startRedis } from './start-redis.ts';

let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const startElsewhere = () =>
  inAnotherProcess<RunningRedis>(new URL('./start-redis.ts', import.meta.url), 'startRedis', { dir });

test('it accepts only its password, and keeps its URL over a restart', async () => {
  const first = await startRedis({ dir });
  expect(await answersRedisPing(first.port, new URL(first.url).password)).toBe(true);
  expect(await answersRedisPing(first.port, 'guessed')).toBe(false);
  for (const secret of ['password', 'redis.conf', 'server.json']) {
    expect(statSync(path.join(dir, secret)).mode & 0o077).toBe(0);
  }
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startRedis({ dir, port: first.port });
  expect(second.url).toBe(first.url);
  await second.stop();
});

test('a second process shares the server, and does not stop it', async () => {
  const { value, kill } = await startElsewhere();
  const shared = await startRedis({ dir });
  expect(shared).toMatchObject({ pid: value.pid, url: value.url, how: value.how });
  await shared.stop();
  expect(isAlive(value.pid)).toBe(true);
  await kill();
});

test('a server stops when the process that started it is killed', async () => {
  const { value, kill } = await startElsewhere();
  await kill();
  expect(await until(() => !isAlive(value.pid))).toBe(true);
});

test('a server that was left behind nevertheless is stopped by the next start', async () => {
  const { value, kill, killWatchers } = await startElsewhere();
  killWatchers(dir);
  await kill();
  const next = await startRedis({ dir });
  expect(isAlive(value.pid)).toBe(false);
  await next.stop();
});
