import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { onServer } from '@pangeo-forge/db/testing/on-server';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { parse } from 'yaml';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

const LAUNCHER = fileURLToPath(new URL('../src/', import.meta.url));
const DEPLOYMENT = 'pforge-local-budget';
/** Heroku's smallest plan has 20, and a server keeps three of its own for superusers. */
const MAX_CONNECTIONS = 20;
const DELIVERIES = 200;
const HANGS_AFTER_MS = 5 * 60_000;

test(`all process types need at most ${MAX_CONNECTIONS} connections, under webhooks and readers and during a migration`, async () => {
  const releasers = createReleasers();
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'connection-budget-'));
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    const [postgres, redis, github] = await Promise.all([
      startTemporaryPostgres({ settings: { max_connections: String(MAX_CONNECTIONS), fsync: 'off' } }),
      createTestRedis(),
      startLoopbackGitHub(),
    ]);
    for (const server of [postgres, redis, github]) releasers.add(() => server.stop());
    const databaseUrl = await asOrdinaryUser(postgres.url);
    const { app } = await populateGitHub(github, { app: { name: DEPLOYMENT } });
    const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
    const environment = {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      PORT: '0',
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: configDir,
      PANGEO_FORGE_RUNNER: standInRunner,
      GITHUB_API_URL: github.apiUrl,
    };
    const migrate = () => execa(process.execPath, [path.join(LAUNCHER, 'migrate.ts')], { env: environment });
    await migrate();
    const logs: string[] = [];
    const [web] = ['web', 'worker', 'runner'].map((type) => {
      const started = execa(process.execPath, [path.join(LAUNCHER, 'main.ts'), type], {
        env: environment,
        reject: false,
        stdin: 'ignore',
        forceKillAfterDelay: HANGS_AFTER_MS,
      });
      started.stdout.on('data', (text: Buffer) => logs.push(String(text)));
      releasers.add(async () => {
        started.kill('SIGTERM');
        await started;
      });
      return started;
    });
    if (!web) throw new Error('the web process was not started');
    const url = `http://127.0.0.1:${await portOf(web)}`;
    await waitFor(
      async () => (await fetch(`${url}/readyz`)).ok && logs.join('').match(/worker is ready/g)?.length === 2,
      {
        describe: () => logs.join(''),
      },
    );

    const secrets = parse(await readFile(path.join(configDir, 'secrets', `config.${DEPLOYMENT}.yaml`), 'utf8')) as {
      github_app: { webhook_secret: string };
    };
    const post = () => postPullRequest(url, secrets.github_app.webhook_secret);
    const load = Array.from({ length: DELIVERIES }, async (_, index) =>
      answered(index % 2 ? async () => (await fetch(`${url}/recipe_runs/`)).status : post),
    );
    const [statuses] = await Promise.all([Promise.all(load), migrate()]);
    expect(new Set(statuses)).toEqual(new Set([200, 202]));
    await waitFor(async () => (await workLeft(postgres.url)) === 0, {
      intervalMs: 100,
      describe: () => workLeft(postgres.url),
    });
    expect(logs.join('')).not.toContain('too many clients');
    expect(logs.join('')).not.toContain('remaining connection slots');
  } finally {
    await releasers.releaseAll();
  }
});

/** The status other than "try again", which a slow machine says to some. */
async function answered(ask: () => Promise<number>): Promise<number> {
  for (;;) {
    const status = await ask();
    if (status !== 503) return status;
  }
}

/** Who is no superuser may not use the connections that are kept for them. */
async function asOrdinaryUser(url: string): Promise<string> {
  await onServer(url, async (server) => {
    await server.query(`create role app login password 'app-password'`);
    await server.query('create database app owner app');
  });
  const ordinary = new URL(url);
  [ordinary.username, ordinary.password, ordinary.pathname] = ['app', 'app-password', '/app'];
  return ordinary.href;
}

async function postPullRequest(url: string, secret: string): Promise<number> {
  const number = Math.ceil(Math.random() * 1e6);
  const body = JSON.stringify({
    action: 'labeled',
    number,
    pull_request: { number },
    repository: { id: 1, name: 'staged-recipes', full_name: 'owner/staged-recipes', owner: { login: 'owner' } },
  });
  const { status } = await fetch(`${url}/github/hooks/`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
  return status;
}

function workLeft(serverUrl: string): Promise<number> {
  const url = new URL(serverUrl);
  url.pathname = '/app';
  return onServer(url.href, async (server) => {
    const { rows } = await server.query(
      `select count(*)::integer as left from work where kind = 'deliveries' and state in ('due', 'leased')`,
    );
    return (rows[0] as { left: number }).left;
  });
}
