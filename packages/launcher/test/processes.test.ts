import { mkdtempSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestDatabase, type TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { execa } from 'execa';
import { selfSigned, startTlsFront } from './self-signed.ts';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

const START = fileURLToPath(new URL('../../../deploy/start.sh', import.meta.url));
const LIST_MODULES = new URL('list-modules.js', import.meta.url).href;
const DEPLOYMENT = 'pforge-local-processes';
const HANGS_AFTER_MS = 5 * 60_000;

let folder: string;
let database: TestDatabase;
let redis: TestRedis;
let github: LoopbackGitHub;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'launcher-processes-'));
  [database, redis, github] = await Promise.all([createMigratedDatabase(), createTestRedis(), startLoopbackGitHub()]);
  const { app } = await populateGitHub(github, { app: { name: DEPLOYMENT } });
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PORT: '0',
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_RUNNER: standInRunner,
    GITHUB_API_URL: github.apiUrl,
  };
});

afterAll(async () => {
  await Promise.all([database.drop(), redis.stop(), github.stop()]);
  await rm(folder, { recursive: true, force: true });
});

function start(type: string, overrides: Record<string, string> = {}) {
  return execa(START, [type], {
    env: { ...environment, ...overrides, PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}` },
    reject: false,
    stdin: 'ignore',
    forceKillAfterDelay: HANGS_AFTER_MS,
  });
}

test('a database that is behind is refused with the command that migrates it', async () => {
  const empty = await createTestDatabase();
  try {
    const { exitCode, stderr } = await start('web', { DATABASE_URL: empty.url });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Run "pnpm migrate" first');
  } finally {
    await empty.drop();
  }
});

test('every bad variable is named at once', async () => {
  const { exitCode, stderr } = await start('web', { PORT: 'http', DATABASE_URL: 'sqlite:///x.db', LOG_LEVEL: 'loud' });
  expect(exitCode).toBe(1);
  for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL']) expect(stderr).toContain(name);
  expect(stderr).toContain('embedded Postgres');
});

test('an unknown process type is answered with the known ones', async () => {
  const { exitCode, stderr } = await start('webb');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('web, worker, runner');
});

test('everything starts on one port, holds no secret where recipes could read it, and stops at SIGTERM', async () => {
  const system = start('all');
  const url = `http://127.0.0.1:${await portOf(system)}`;
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { describe: 'readyz' });
  expect(await (await fetch(url)).json()).toEqual({ status: 'ok' });
  const runner = await waitFor(() => childOf(system.pid ?? 0), {
    describe: 'the process of role run',
  });
  const { password } = new URL(database.url);
  const shown = `${await readFile(`/proc/${runner}/environ`, 'utf8')}${await readFile(`/proc/${runner}/cmdline`, 'utf8')}`;
  expect(shown).not.toContain('DATABASE_URL');
  expect(password.length > 0 && shown.includes(password)).toBe(false);
  system.kill('SIGTERM');
  const { exitCode, stdout } = await system;
  expect(exitCode).toBe(0);
  for (const line of stdout.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

const certificate = await selfSigned(mkdtempSync(path.join(tmpdir(), 'launcher-certificate-')));
const withCertificate = certificate ? test : test.skip;

withCertificate(
  'an adopted Heroku environment starts unchanged, with Redis behind a self-signed certificate, and says so (skipped without openssl)',
  async () => {
    const plain = new URL(redis.url);
    const front = await startTlsFront(certificate as NonNullable<typeof certificate>, Number(plain.port));
    const REDIS_URL = `rediss://:${plain.password}@127.0.0.1:${front.port}`;
    try {
      const system = start('web', {
        DYNO: 'web.1',
        REDIS_URL,
        DATABASE_URL: database.url.replace('postgresql:', 'postgres:'),
      });
      const url = `http://127.0.0.1:${await portOf(system)}`;
      await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { describe: 'readyz' });
      await waitFor(() => front.connections() > 0, { describe: 'a connection to Redis over TLS' });
      system.kill('SIGTERM');
      const { exitCode, stdout } = await system;
      expect(exitCode).toBe(0);
      expect(stdout).toContain('the certificate of Redis is not verified');
      expect(stdout).not.toContain('Redis is unavailable');
    } finally {
      front.stop();
    }
  },
);

const UNUSED = ['@mikro-orm', 'google-auth-library', '@bull-board', 'undici', 'zarrita'];
const NOT_LOADED = {
  'webhook-gateway': [...UNUSED, '@octokit', 'execa'],
  'status-ingest': [...UNUSED, '@octokit', 'execa'],
  worker: [...UNUSED, 'execa'],
  runner: [...UNUSED, '@octokit'],
  api: [...UNUSED, 'execa'],
};

test('each process is ready without the code that it may never use', async () => {
  const loaded = await Promise.all(
    Object.entries(NOT_LOADED).map(async ([type, packages]) => {
      const all = await packagesLoadedBy(type);
      expect(all).toContain('pg');
      return [type, all.filter((name) => packages.some((one) => name === one || name.startsWith(`${one}/`)))];
    }),
  );
  expect(Object.fromEntries(loaded)).toEqual(Object.fromEntries(Object.keys(NOT_LOADED).map((type) => [type, []])));
});

/** Until it is ready. */
async function packagesLoadedBy(type: string): Promise<string[]> {
  const file = path.join(folder, `modules-of-${type}`);
  const started = start(type, { LOADED_MODULES: file, PORT: '0', NODE_OPTIONS: `--import=${LIST_MODULES}` });
  let log = '';
  started.stdout.on('data', (text: Buffer) => {
    log += text.toString();
  });
  await waitFor(() => log.includes('is ready'), { describe: () => log });
  started.kill('SIGTERM');
  await started;
  const urls = await readFile(file, 'utf8');
  return [...new Set([...urls.matchAll(/node_modules\/((?:@[^/]+\/)?[^/.]+)\//g)].map(([, name = '']) => name))];
}

async function childOf(parent: number): Promise<number | null> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,args=']);
  const row = stdout
    .split('\n')
    .find((line) => Number(line.trim().split(/\s+/)[1]) === parent && line.includes('runner --settings-from-stdin'));
  return row ? Number(row.trim().split(/\s+/)[0]) : null;
}
