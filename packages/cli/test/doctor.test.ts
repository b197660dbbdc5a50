import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { runCommand } from './run-command.ts';

const DEPLOYMENT = 'pforge-local-doctor';
const TEN_MINUTES_MS = 10 * 60_000;

interface Line {
  what: string;
  state: string;
  note: string;
}

const releasers = createReleasers();
let folder = '';
let dataDir = '';
let apiKey = '';
let variables: Record<string, string> = {};
let hookUrl = '';
let skewMs = 0;
let github: Awaited<ReturnType<typeof startLoopbackGitHub>>;
let appId = 0;
let deliveries = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-doctor-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const hooks = createServer((_request, response) => {
    deliveries += 1;
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  releasers.add(() => new Promise<void>((resolve) => hooks.close(() => resolve())));
  hookUrl = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/github/hooks/`;
  const [postgres, redis] = await Promise.all([createMigratedDatabase(), createTestRedis()]);
  releasers.add(() => postgres.drop());
  releasers.add(() => redis.stop());
  github = await startLoopbackGitHub({ now: () => new Date(Date.now() + skewMs) });
  releasers.add(() => github.stop());
  const { app, maintainer, repository } = await populateGitHub(github, {
    organization: 'forge',
    app: { name: DEPLOYMENT, webhookUrl: hookUrl },
  });
  appId = app.id;
  await fetch(`${github.apiUrl}/repos/${repository}/issues`, {
    method: 'POST',
    headers: { authorization: `Bearer ${maintainer.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'a delivery' }),
  });
  const config = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'here' });
  ({ dataDir, apiKey } = config);
  variables = {
    HOME: folder,
    PANGEO_FORGE_CONFIG_DIR: config.configDir,
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_PUBLIC_URL: new URL(hookUrl).origin,
    PANGEO_FORGE_SANDBOX: 'process',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
  };
});
afterAll(() => releasers.releaseAll());

async function doctor(more: Record<string, string> = {}, ...options: string[]) {
  const outcome = await runCommand(['doctor', '--json', ...options], {
    cwd: folder,
    variables: { ...variables, ...more },
  });
  const lines = JSON.parse(outcome.stdout) as Line[];
  return {
    exitCode: outcome.exitCode,
    printed: outcome.stdout,
    lines,
    bad: lines.filter(({ state }) => state === 'bad'),
  };
}

test('a healthy system has nothing bad, a line for each part, and exits with 0', async () => {
  await waitFor(() => deliveries > 0);
  const { exitCode, lines, bad, printed } = await doctor({}, '--write-storage');
  expect(bad).toEqual([]);
  expect(exitCode).toBe(0);
  const good = lines.filter(({ state }) => state === 'good').map(({ what }) => what);
  expect(good).toEqual(
    expect.arrayContaining([
      'clock',
      'disk',
      'configuration',
      'GitHub App',
      'installation on forge',
      'webhook',
      'deliveries',
      'database',
      'Redis',
      'bakery here',
      'storage of here',
    ]),
  );
  expect(printed).not.toContain(apiKey);
});

test('each of six faults has a line of its own that says what to do, and the exit code is 1', async () => {
  const servers = createReleasers();
  try {
    skewMs = TEN_MINUTES_MS;
    github.setAppPermissions(appId, { metadata: 'read', contents: 'read' });
    const replica = await createTestRedis();
    servers.add(() => replica.stop());
    await replica.demote();
    const standby = await createMigratedDatabase();
    servers.add(() => standby.drop());
    const database = openDatabase({ url: standby.url, poolSize: 1 });
    const name = new URL(standby.url).pathname.slice(1);
    await database.pool.query(`alter database "${name}" set default_transaction_read_only = on`);
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
    await writeFile(dataDir, 'a file where the folder should be');
    const { exitCode, bad } = await doctor(
      {
        REDIS_URL: replica.url,
        DATABASE_URL: standby.url,
        PANGEO_FORGE_PUBLIC_URL: 'https://api.example.org',
      },
      '--write-storage',
    );
    expect(exitCode).toBe(1);
    expect(bad).toEqual([
      { what: 'clock', state: 'bad', note: expect.stringMatching(/s behind GitHub’s.*Synchronise it/) },
      {
        what: 'installation on forge',
        state: 'bad',
        note: expect.stringMatching(/lacks permissions.*accepts them at/),
      },
      { what: 'webhook', state: 'bad', note: expect.stringContaining('`pangeo-forge app hook-url URL` sets it') },
      { what: 'database', state: 'bad', note: expect.stringMatching(/is read-only: DATABASE_URL leads to a standby/) },
      { what: 'Redis', state: 'bad', note: expect.stringMatching(/takes no writes: REDIS_URL leads to a replica/) },
      { what: 'storage of here', state: 'bad', note: expect.stringContaining('role `run` writes datasets there') },
    ]);
  } finally {
    skewMs = 0;
    await servers.releaseAll();
  }
});

test('without operator’s rights it checks what a contributor needs, and marks the rest as not theirs', async () => {
  const empty = path.join(folder, 'contributor');
  await mkdir(empty, { recursive: true });
  const { stdout, exitCode } = await runCommand(['doctor'], {
    cwd: empty,
    variables: { HOME: folder, PANGEO_FORGE_CONFIG_DIR: empty, GITHUB_API_URL: 'http://127.0.0.1:1', PORT: '1' },
  });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^✔ git: /m);
  expect(stdout).toMatch(/^· database: for operators/m);
  expect(stdout).toMatch(/^– API: nothing runs at/m);
});
