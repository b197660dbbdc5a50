import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createProductionLikeDatabase } from '@pangeo-forge/db/testing/production-like-database';
import { createTestDatabase, type TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { runCommand } from './run-command.ts';

const drops: Array<() => Promise<void>> = [];
afterAll(() => Promise.all(drops.map((drop) => drop())));

async function have(
  create: () => Promise<TestDatabase>,
): Promise<(...line: string[]) => ReturnType<typeof runCommand>> {
  const database = await create();
  drops.push(() => database.drop());
  return (...line) => runCommand(line, { variables: { DATABASE_URL: database.url } });
}

test('db migrate brings an empty database to today’s schema, db check says so, and the second time changes nothing', async () => {
  const run = await have(() => createTestDatabase());
  const before = await run('db', 'check');
  expect(before).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('missing: ') });
  expect(await run('db', 'migrate')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Applied: ') });
  expect(await run('db', 'migrate')).toEqual({ exitCode: 0, stdout: 'The database is up to date.\n', stderr: '' });
  expect(await run('db', 'check')).toMatchObject({ exitCode: 0 });
  expect(await run('db', 'adopt')).toMatchObject({ exitCode: 0 });
});

test('db adopt shows that no row of the Python service was lost', async () => {
  const run = await have(createProductionLikeDatabase);
  const { exitCode, stdout } = await run('db', 'adopt', '--json');
  expect(exitCode).toBe(0);
  const { before, after } = JSON.parse(stdout) as { before: object; after: object };
  expect(before).toMatchObject({ alembicVersion: '0499cef6b57a', runs: 1_416 });
  expect(after).toEqual(before);
});

test('db adopt refuses a database that has nothing to adopt', async () => {
  const run = await have(() => createTestDatabase());
  expect(await run('db', 'adopt')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('use `db migrate`') });
});

test('in a checkout in which an embedded Postgres runs, that one is meant; one that has ended is not', async () => {
  const database = await createTestDatabase();
  drops.push(() => database.drop());
  const { url } = database;
  const checkout = await mkdtemp(path.join(tmpdir(), 'checkout-'));
  const record = async (ownerPid: number) => {
    await mkdir(path.join(checkout, '.local', 'postgres'), { recursive: true });
    await writeFile(path.join(checkout, '.local', 'postgres', 'server.json'), JSON.stringify({ ownerPid, url }));
  };
  await record(process.pid);
  await mkdir(path.join(checkout, 'below'));
  expect(await runCommand(['db', 'migrate'], { cwd: path.join(checkout, 'below') })).toMatchObject({ exitCode: 0 });
  await record(2 ** 22 + 1);
  expect(await runCommand(['db', 'migrate'], { cwd: checkout })).toMatchObject({ exitCode: 3 });
  await rm(checkout, { recursive: true });
});

test('without a database every command says what to set', async () => {
  expect(await runCommand(['keys', 'list'], { cwd: tmpdir() })).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('Set DATABASE_URL'),
  });
  const url = new URL('postgres://user@127.0.0.1:1/database');
  url.password = 'very-secret-word';
  const variables = { DATABASE_URL: url.href };
  const unreachable = await runCommand(['keys', 'list'], { variables });
  expect(unreachable.exitCode).toBe(6);
  expect(unreachable.stderr).not.toContain('very-secret-word');
});

describe('on a migrated database', () => {
  let run: (...line: string[]) => ReturnType<typeof runCommand>;
  beforeAll(async () => {
    run = await have(() => createTestDatabase());
    await run('db', 'migrate');
  });

  test('db seed adds the test feedstock once', async () => {
    const first = await run('db', 'seed');
    expect(first.stdout).toContain('pforgetest/test-staged-recipes');
    expect(await run('db', 'seed')).toEqual(first);
  });

  test('runs that the Python service left are counted, and ended only on request', async () => {
    const { stdout } = await run('db', 'end-adopted-runs', '--json');
    expect(JSON.parse(stdout)).toEqual({ ending: true, runs: 0 });
    expect((await run('db', 'end-adopted-runs', '--undo')).stdout).toContain('stay in progress');
  });

  test('a key is shown when it is made, and never again', async () => {
    const { stdout } = await run('keys', 'create', '--owner', 'somebody', '--scopes', 'runs:write', '--json');
    const { key, prefix } = JSON.parse(stdout) as { key: string; prefix: string };
    const list = await run('keys', 'list', '--json');
    expect(list.stdout).toContain(prefix);
    expect(list.stdout).not.toContain(key);
    expect(await run('keys', 'rotate', prefix, '--grace', '1')).toMatchObject({ exitCode: 0 });
    expect(await run('keys', 'revoke', prefix)).toMatchObject({ exitCode: 0 });
    expect(await run('keys', 'rotate', prefix)).toMatchObject({ exitCode: 5 });
  });

  test('an unknown scope is refused with those that are known', async () => {
    const { exitCode, stderr } = await run('keys', 'create', '--scopes', 'everything');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('logs:read');
  });

  test('queues are paused with a reason, drained when no worker is busy, and resumed', async () => {
    expect(await run('queues', 'pause', 'We move house.')).toMatchObject({ exitCode: 0 });
    expect((await run('queues', 'status')).stdout).toContain('We move house.');
    expect(await run('queues', 'drain', 'Still moving.')).toMatchObject({ exitCode: 0 });
    expect(await run('queues', 'resume')).toMatchObject({ exitCode: 0 });
    expect((await run('queues', 'status')).stdout).toMatch(/^Running\./);
  });

  test('a delivery that was never accepted is not there', async () => {
    expect(await run('deliveries', 'list')).toMatchObject({ exitCode: 0, stdout: 'None.\n' });
    expect(await run('deliveries', 'redeliver', 'no-such-delivery')).toMatchObject({ exitCode: 5 });
  });
});
