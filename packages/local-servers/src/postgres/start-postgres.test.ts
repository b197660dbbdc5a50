import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { isAlive } from '../process/running-process.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { until } from '../process/until.ts';
import { inAnotherProcess } from '../../test/in-another-process.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

let dataDir: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  dataDir = temporaryDirectory();
  chmodSync(dataDir, 0o755);
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir });
  stops.push(server.stop);
  return server;
}

const startElsewhere = () =>
  inAnotherProcess<RunningPostgres>(new URL('./start-postgres.ts', import.meta.url), 'startPostgres', { dataDir });

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end();
  }
}

test('commits are durable, in UTF-8, and there after a restart', async () => {
  const first = await start();
  expect(await ask(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await ask(first.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  await ask(first.url, "create table kept as select 'ñ' as letter");
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await start();
  expect(await ask(second.url, 'select * from kept')).toEqual([{ letter: 'ñ' }]);
});

test('another user of the machine can neither connect nor read the password', async () => {
  const { url } = await start();
  const guessed = new URL(url);
  guessed.password = 'postgres';
  await expect(ask(guessed.href, 'select')).rejects.toThrow('password authentication failed');
  for (const secret of ['password', 'server.json', 'data']) {
    expect(statSync(path.join(dataDir, secret)).mode & 0o077).toBe(0);
  }
});

test('processes that start at the same time share one server', async () => {
  const [here, there] = await Promise.all([start(), startElsewhere()]);
  expect(there.value.pid).toBe(here.pid);
  expect(await ask(there.value.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await there.kill();
});

test('a server stops when the process that started it is killed', async () => {
  const { value, kill } = await startElsewhere();
  expect(isAlive(value.pid)).toBe(true);
  await kill();
  expect(await until(() => !isAlive(value.pid))).toBe(true);
});

test('a server that was left behind nevertheless is stopped by the next start', async () => {
  const { value, kill, killWatchers } = await startElsewhere();
  killWatchers(dataDir);
  await kill();
  const next = await start();
  expect(isAlive(value.pid)).toBe(false);
  expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a failed start reports the end of the log', async () => {
  await expect(startPostgres({ dataDir, settings: { shared_buffers: 'lots' } })).rejects.toThrow(
    'invalid value for parameter "shared_buffers": "lots"',
  );
});
