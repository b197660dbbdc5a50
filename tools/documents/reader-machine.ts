import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { hashApiKey } from '@pangeo-forge/shared/keys/api-key';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { REPOSITORY } from './document.ts';

const DEPLOYMENT = 'pforge-local-reader';
const API_KEY = 'the-key-of-this-deployment';

/**
 * The machine of a reader: an empty home, a clone of staged-recipes, a deployment with the rows that the pages mention.
 */
export interface ReaderMachine {
  /** Runs a page's commands in one shell that stops at the first failure. */
  type(script: string): Promise<{ exitCode: number | undefined; printed: string }>;
  stop(): Promise<void>;
}

export async function startReaderMachine(): Promise<ReaderMachine> {
  const releasers = createReleasers();
  const home = await mkdtemp(path.join(tmpdir(), 'documents-'));
  releasers.add(() => rm(home, { recursive: true, force: true }));
  const [database, redis] = await Promise.all([createMigratedDatabase(), createTestRedis()]);
  releasers.add(() => database.drop());
  releasers.add(() => redis.stop());
  await addRows(database.url);
  await writeFiles(home);
  const environment = {
    HOME: home,
    PATH: `${path.join(home, 'bin')}:${path.dirname(process.execPath)}:${process.env['PATH']}`,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PANGEO_FORGE_CONFIG_DIR: home,
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_API_KEY: API_KEY,
  };
  const api = execa(process.execPath, [path.join(REPOSITORY, 'packages/launcher/src/main.ts'), 'api'], {
    extendEnv: false,
    env: { ...environment, PORT: '0', GITHUB_API_URL: 'http://127.0.0.1:1' },
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  let output = '';
  api.all.on('data', (text) => void (output += text));
  releasers.add(async () => {
    api.kill('SIGTERM');
    await api;
  });
  const apiUrl = `http://127.0.0.1:${await portOf(api)}`;
  const isReady = async () => (await fetch(`${apiUrl}/readyz`).catch(() => null))?.ok === true;
  await waitFor(isReady, { describe: () => output });
  return {
    async type(script) {
      const { exitCode, all } = await execa('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: path.join(home, 'staged-recipes'),
        extendEnv: false,
        env: { ...environment, PANGEO_FORGE_API_URL: apiUrl },
        all: true,
        stdin: 'ignore',
        reject: false,
      });
      return { exitCode, printed: exitCode === 0 ? '' : all };
    },
    stop: () => releasers.releaseAll(),
  };
}

async function writeFiles(home: string): Promise<void> {
  const program = path.join(home, 'bin', 'pangeo-forge');
  const secrets = { fastapi: { PANGEO_FORGE_API_KEY: API_KEY }, github_app: standInApp(DEPLOYMENT) };
  for (const folder of ['bin', 'secrets', 'staged-recipes/recipes'])
    await mkdir(path.join(home, folder), { recursive: true });
  await writeFile(program, `#!/bin/sh\nexec node "${path.join(REPOSITORY, 'packages/cli/src/main.ts')}" "$@"\n`);
  await chmod(program, 0o755);
  await writeFile(path.join(home, `secrets/config.${DEPLOYMENT}.yaml`), stringify(secrets));
}

/** The rows of the examples: run 1191, and the key pf_3351d053. */
async function addRows(url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 1 });
  try {
    await database.pool.query(`
      insert into feedstock (spec, provider) values ('pangeo-forge/sea-surface-temperature-feedstock', 'github');
      insert into bakery (name, region, description) values ('pangeo-ldeo-nsf-earthcube', 'us-central1', 'The bakery of the examples');
      insert into reciperun (id, recipe_id, feedstock_id, bakery_id, head_sha, version, started_at, completed_at, status, conclusion, is_test, failure_reason)
        values (1191, 'sea-surface-temperature', 1, 1, repeat('a', 40), '', now(), now(), 'completed', 'failure', true, 'the recipe raised an error')`);
    await database.pool.query(
      `insert into api_key (prefix, hash, owner, scopes) values ('pf_3351d053', $1, 'an operator', '{runs:write}')`,
      [hashApiKey('pf_3351d053_secret')],
    );
  } finally {
    await database.close();
  }
}

/** The `github_app` section of a deployment, for an App that does not exist. */
export function standInApp(name: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    app_name: name,
    id: 1,
    private_key: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    webhook_secret: 'a-webhook-secret',
  };
}
