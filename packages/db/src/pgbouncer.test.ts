import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRuns } from './api/read-row.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/migration-list.ts';
import { type Database, openDatabase } from './open-database.ts';
import type { Subject } from './names/subject.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { claimWork } from './work/claim-work.ts';
import { enqueueWork } from './work/enqueue-work.ts';
import { resolveWork } from './work/resolve-work.ts';

const NOBODY = 65_534;
const isInstalled = spawnSync('pgbouncer', ['--version']).status === 0;

/** PgBouncer in transaction mode with two connections to the server: it refuses to run as root. */
async function startPgBouncer(databaseUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { hostname, port, username, password } = new URL(databaseUrl);
  const listenPort = await findFreePort();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-pgbouncer-'));
  const ini = path.join(folder, 'pgbouncer.ini');
  const server = [`host=${hostname} port=${port} user=${decodeURIComponent(username)}`];
  if (password) server.push(`password=${decodeURIComponent(password)}`);
  await writeFile(
    ini,
    `[databases]
* = ${server.join(' ')}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
`,
  );
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const owned of [folder, ini]) await chown(owned, NOBODY, NOBODY);
  const child = spawn('pgbouncer', [ini], { stdio: 'ignore', ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(listenPort);
  url.searchParams.set('pgbouncer', 'true');
  return { url: url.href, stop: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  await rm(folder, { recursive: true, force: true });
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

(isInstalled ? describe : describe.skip)('through a PgBouncer in transaction mode (needs pgbouncer)', () => {
  let testDatabase: TestDatabase;
  let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
  const databases: Database[] = [];
  const open = (): Database => {
    const database = openDatabase({ url: bouncer.url, poolSize: 4 });
    databases.push(database);
    return database;
  };
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    bouncer = await startPgBouncer(testDatabase.url);
    await untilItAnswers(bouncer.url);
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await bouncer.stop();
    await testDatabase.drop();
  });

  test('two processes migrate at the same time, and each migration is applied once', async () => {
    const applied = await Promise.all([migrate(open()), migrate(open())]);
    expect(applied.flat().toSorted()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  test('a named statement is found on every connection', async () => {
    const clients = [open(), open(), open()];
    const reads = Array.from({ length: 60 }, (_, index) => readRuns(clients[index % 3]?.pool as Database['pool'], [1]));
    expect((await Promise.all(reads)).map(({ size }) => size)).toEqual(Array.from({ length: 60 }, () => 0));
  });

  test('work is claimed by one of two workers, and resolved', async () => {
    const [one, two] = [open().pool, open().pool];
    const { id } = await enqueueWork(one, { kind: 'reports', ref: '1', subject: 'run 1' as Subject, label: 'report' });
    const claims = await Promise.all([claimWork(one, id, 'one'), claimWork(two, id, 'two')]);
    const [claimed] = claims.filter(({ outcome }) => outcome === 'claimed');
    expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
    if (claimed?.outcome === 'claimed')
      expect(await resolveWork(two, claimed.work, { outcome: 'done' })).not.toBeNull();
  });

  test('a statement that takes too long ends for the process, and leaves no limit to others', async () => {
    // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
    const hasty = openDatabase({ url: bouncer.url, poolSize: 1, statementLimitMs: 100 });
    databases.push(hasty);
    await expect(hasty.pool.query('select pg_sleep(30)')).rejects.toThrow(/timeout/i);
    const { rows } = await open().pool.query('show statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '0' }]);
  });
});

async function untilItAnswers(url: string): Promise<void> {
  for (;;) {
    const database = openDatabase({ url, poolSize: 1 });
    try {
      await database.pool.query('select 1');
      return;
    } catch {
      // not yet: Jest's limit is for one that never starts
    } finally {
      await database.close();
    }
  }
}
