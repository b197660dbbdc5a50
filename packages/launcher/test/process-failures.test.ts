import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCounters } from '@pangeo-forge/db/counters/count-event';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { startTcpProxy, type TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const PLANT_ERRORS = new URL('plant-errors.js', import.meta.url).href;
const DEPLOYMENT = 'pforge-local-failures';

const releasers = createReleasers();
let database: Database;
let toGitHub: TcpProxy;
let webhookSecret: string;
let environment: Record<string, string>;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'process-failures-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [testDatabase, redis, github] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub(),
  ]);
  releasers.add(() => Promise.all([testDatabase.drop(), redis.stop(), github.stop()]));
  database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  github.createUser('owner');
  const app = github.createApp({ name: DEPLOYMENT, owner: 'owner', webhookUrl: '' });
  ({ webhookSecret } = app);
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  const apiUrl = new URL(github.apiUrl);
  toGitHub = await startTcpProxy({ port: Number(apiUrl.port) });
  releasers.add(() => toGitHub.stop());
  apiUrl.port = String(toGitHub.port);
  environment = {
    DATABASE_URL: testDatabase.url,
    REDIS_URL: redis.url,
    PORT: '0',
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_RUNNER: standInRunner,
    GITHUB_API_URL: apiUrl.href.replace(/\/$/, ''),
  };
});

afterAll(() => releasers.releaseAll());

function start(type: string) {
  const started = execa(process.execPath, [`--import=${PLANT_ERRORS}`, MAIN, type], {
    env: environment,
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
  let log = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (text: Buffer) => (log += text.toString()));
  const ready = (times = 1) =>
    waitFor(() => (log.match(/ is ready/g)?.length ?? 0) >= times, {
      describe: () => `a start, of which the log is\n${log}`,
    });
  return {
    pid: started.pid ?? 0,
    log: () => log,
    ready,
    plantErrors: (pid = started.pid ?? 0) => process.kill(pid, 'SIGUSR2'),
    ended: started,
    async stop() {
      started.kill('SIGTERM');
      return started;
    },
  };
}

type Started = ReturnType<typeof start>;

async function urlOf(started: Started): Promise<string> {
  await started.ready();
  return `http://127.0.0.1:${/"port":(\d+)/.exec(started.log())?.[1]}`;
}

/** A pull request: the worker asks GitHub about it. */
async function postWebhook(url: string): Promise<{ id: string; status: number }> {
  const id = randomUUID();
  const number = Math.ceil(Math.random() * 1e6);
  const body = JSON.stringify({
    action: 'synchronize',
    number,
    pull_request: { number },
    repository: { id: 1, name: 'staged-recipes', full_name: 'owner/staged-recipes', owner: { login: 'owner' } },
    installation: { id: 1 },
  });
  const { status } = await fetch(`${url}/github/hooks/`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    },
  });
  return { id, status };
}

async function stateOf(delivery: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ state: string }>(
    `select state from work where kind = 'deliveries' and ref = $1`,
    [delivery],
  );
  return rows[0]?.state;
}

async function childOf({ pid }: Started, type: string): Promise<number | null> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,args=']);
  const row = stdout
    .split('\n')
    .map((line) => line.trim())
    .find((line) => Number(line.split(/\s+/)[1]) === pid && line.includes(`${type} --settings-from-stdin`));
  return row ? Number(row.split(/\s+/)[0]) : null;
}

const counted = async (name: string) => (await readCounters(database.pool))[name] ?? 0;

test('a web process logs and counts an error that no code handled, and keeps accepting webhooks', async () => {
  const web = start('web');
  try {
    const url = await urlOf(web);
    web.plantErrors();
    await waitFor(async () => (await counted('unhandled_error web')) === 2);
    expect((await postWebhook(url)).status).toBe(202);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(web.log()).toContain('a planted rejection that nobody awaits');
  } finally {
    expect((await web.stop()).exitCode).toBe(0);
  }
});

test('a worker returns its work and ends with code 1, to be started again', async () => {
  const web = start('web');
  const worker = start('worker');
  try {
    const url = await urlOf(web);
    await worker.ready();
    toGitHub.hang();
    const { id } = await postWebhook(url);
    await waitFor(async () => (await stateOf(id)) === 'leased');
    worker.plantErrors();
    await waitFor(() => worker.log().includes('"stopping"'));
    toGitHub.heal();
    const { exitCode } = await worker.ended;
    expect(exitCode).toBe(1);
    expect(await stateOf(id)).not.toBe('leased');
    expect(await counted('unhandled_error worker')).toBeGreaterThan(0);
  } finally {
    toGitHub.heal();
    await Promise.all([web.stop(), worker.stop()]);
  }
});

test('`start` serves webhooks while a worker is dead, and starts both kinds again', async () => {
  const system = start('all');
  try {
    const url = await urlOf(system);
    await system.ready(3);
    for (const type of ['worker', 'runner']) {
      const pid = await waitFor(() => childOf(system, type));
      process.kill(pid, 'SIGKILL');
      const { id, status } = await postWebhook(url);
      expect(status).toBe(202);
      await waitFor(async () => {
        const current = await childOf(system, type);
        return current !== null && current !== pid;
      });
      if (type === 'worker') await waitFor(async () => ['done', 'failed'].includes((await stateOf(id)) ?? ''));
      await waitFor(async () => (await counted(`unexpected_end ${type}`)) === 1);
    }
    const worker = await waitFor(() => childOf(system, 'worker'));
    system.plantErrors(worker);
    await waitFor(async () => (await counted('unexpected_end worker')) === 2);
    expect((await postWebhook(url)).status).toBe(202);
  } finally {
    expect((await system.stop()).exitCode).toBe(0);
  }
});
