import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { execa } from 'execa';
import { runCommand } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
/** Writes down how it was called; what terraform itself would read is looked at while it runs. */
const TERRAFORM = `#!${process.execPath}
const { appendFileSync, readFileSync, statSync, existsSync, writeFileSync } = require('node:fs');
const folder = process.argv[2].slice('-chdir='.length);
const credentials = process.env.TF_VAR_credentials_file;
writeFileSync(folder + '/.terraform.lock.hcl', '');
appendFileSync(__dirname + '/calls.jsonl', JSON.stringify({
  args: process.argv.slice(3), environment: folder.split('/').at(-1), hasModules: existsSync(folder + '/../modules/dataflow-status'),
  apps: JSON.parse(process.env.TF_VAR_apps_with_secrets), hosts: JSON.parse(process.env.TF_VAR_app_hosts), project: process.env.TF_VAR_project,
  account: JSON.parse(readFileSync(credentials, 'utf8')).client_email, mode: statSync(credentials).mode & 0o777, credentials,
  sameForBackend: process.env.GOOGLE_APPLICATION_CREDENTIALS === credentials, names: Object.keys(process.env),
}) + '\\n');
console.log('the secret is ' + Object.values(JSON.parse(process.env.TF_VAR_apps_with_secrets))[0]);
process.exit(existsSync(__dirname + '/fails') && process.argv[3] === 'apply' ? 1 : 0);
`;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'release-test-'));
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'secrets'));
  await cp(path.join(ROOT, 'terraform'), path.join(folder, 'terraform'), { recursive: true });
  await writeFile(path.join(folder, 'bin', 'terraform'), TERRAFORM);
  await chmod(path.join(folder, 'bin', 'terraform'), 0o755);
  for (const name of ['pangeo-forge', 'pangeo-forge-staging', 'pforge-pr-7', 'pforge-pr-8', 'pforge-local-me'])
    await writeConfig(name);
  await writeAccount();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const secretOf = (name: string) => `webhook-secret-of-${name}`;

async function writeConfig(name: string): Promise<void> {
  const key = PRIVATE_KEY.trim().replaceAll('\n', '\n    ');
  const app = `  app_name: ${name}\n  id: 1\n  private_key: |\n    ${key}\n  webhook_secret: ${secretOf(name)}\n`;
  const text = `fastapi:\n  PANGEO_FORGE_API_KEY: a-key-of-the-api\ngithub_app:\n${app}`;
  await writeFile(path.join(folder, 'secrets', `config.${name}.yaml`), text);
}

async function writeAccount(): Promise<void> {
  const account = {
    type: 'service_account',
    project_id: 'a-project',
    private_key: PRIVATE_KEY,
    client_email: 'terraform@example.iam.gserviceaccount.com',
  };
  await writeFile(path.join(folder, 'secrets', 'dataflow-status-monitoring.json'), JSON.stringify(account));
}

/** As `deployment new` writes one for a Dataflow bakery. */
async function writeBakery(name: string, audience: string): Promise<void> {
  await mkdir(path.join(folder, 'bakeries'), { recursive: true });
  const push = `  push:\n    service_account_email: df-push-dev@a-project.iam.gserviceaccount.com\n    audience: ${audience}\n`;
  await writeFile(path.join(folder, 'bakeries', name), `PangeoForge:\n${push}`);
}

interface Call {
  args: string[];
  environment: string;
  apps: Record<string, string>;
  hosts: Record<string, string>;
  credentials: string;
  names: string[];
}

async function calls(): Promise<Call[]> {
  const text = await readFile(path.join(folder, 'bin', 'calls.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);
}

function release(variables: Record<string, string>) {
  return runCommand(['deployment', 'release'], {
    cwd: folder,
    variables: {
      PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
      DATABASE_URL: database.url,
      PANGEO_FORGE_CONFIG_DIR: folder,
      ...variables,
    },
  });
}

test.each([
  ['pangeo-forge', 'pangeo-forge', ['pangeo-forge']],
  ['pangeo-forge-staging', 'pangeo-forge-staging', ['pangeo-forge-staging']],
  ['pforge-pr-7', 'dev', ['pforge-local-me', 'pforge-pr-7', 'pforge-pr-8']],
  ['pforge-local-me', 'dev', ['pforge-local-me', 'pforge-pr-7', 'pforge-pr-8']],
])('a release of %s migrates, and applies terraform environment %s', async (deployment, environment, apps) => {
  const released = await release({ PANGEO_FORGE_DEPLOYMENT: deployment, AWS_SECRET_ACCESS_KEY: 'not for terraform' });
  expect(released).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`environment ${environment} is applied`),
  });
  const [init, apply, ...others] = await calls();
  expect(others).toEqual([]);
  expect(init?.args[0]).toBe('init');
  expect(apply?.args).toEqual(expect.arrayContaining(['apply', '-auto-approve', '-input=false']));
  const expected = { environment, hasModules: true, project: 'a-project', mode: 0o600, sameForBackend: true };
  for (const call of [init, apply]) {
    expect(call).toMatchObject({ ...expected, apps: Object.fromEntries(apps.map((app) => [app, secretOf(app)])) });
    expect(call?.args.join(' ')).not.toContain('webhook-secret');
    expect(call?.names).not.toContain('DATABASE_URL');
    expect(call?.names).not.toContain('AWS_SECRET_ACCESS_KEY');
  }
  await expect(readFile(apply?.credentials as string)).rejects.toThrow('ENOENT');
  expect(released.stdout + released.stderr).not.toContain('webhook-secret');
});

test('a review app is named by Heroku, and any other app by its own variable', async () => {
  const review = { HEROKU_APP_NAME: 'pforge-pr-8', PANGEO_FORGE_DEPLOYMENT: 'pforge-local-me' };
  expect(await release(review)).toMatchObject({ stdout: expect.stringContaining('environment dev') });
  const prod = { HEROKU_APP_NAME: 'pangeo-forge-api-prod', PANGEO_FORGE_DEPLOYMENT: 'pangeo-forge' };
  expect(await release(prod)).toMatchObject({ stdout: expect.stringContaining('environment pangeo-forge is') });
});

test('a config of dev that cannot be read is left out and named, and the release goes on', async () => {
  await writeFile(path.join(folder, 'secrets', 'config.pforge-pr-8.yaml'), 'github_app: {}\n');
  const released = await release({ PANGEO_FORGE_DEPLOYMENT: 'pforge-pr-7' });
  expect(released).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('left out: ') });
  expect((await calls())[1]?.apps).not.toHaveProperty('pforge-pr-8');
});

test('a terraform that fails fails the release, so that the one before stays', async () => {
  await writeFile(path.join(folder, 'bin', 'fails'), '');
  expect(await release({ PANGEO_FORGE_DEPLOYMENT: 'pangeo-forge' })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('`terraform apply` failed (exit code 1)'),
  });
});

test('without the account that watches Dataflow a release only migrates', async () => {
  await rm(path.join(folder, 'secrets', 'dataflow-status-monitoring.json'));
  expect(await release({ PANGEO_FORGE_DEPLOYMENT: 'pforge-pr-7' })).toMatchObject({ exitCode: 0 });
  expect(await calls()).toEqual([]);
});

test('the app that runs recipes releases nothing', async () => {
  const variables = { PANGEO_FORGE_RELEASE: 'skip', PANGEO_FORGE_DEPLOYMENT: 'pangeo-forge', DATABASE_URL: '' };
  expect(await release(variables)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
});

test('deploy/release.sh is the same', async () => {
  const variables = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, PANGEO_FORGE_RELEASE: 'skip' };
  const { stdout } = await execa(path.join(ROOT, 'deploy', 'release.sh'), {
    env: variables,
    extendEnv: false,
    cwd: '/',
  });
  expect(stdout).toContain('Nothing to do');
});

test('a review app whose files are not there yet is still released, so that the push that brings them fixes it', async () => {
  await rm(path.join(folder, 'secrets', 'config.pforge-pr-7.yaml'));
  const released = await release({ HEROKU_APP_NAME: 'pforge-pr-7' });
  expect(released).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pforge-pr-8') });
  expect(released.stdout).toContain('config.pforge-pr-7.yaml is missing');
});

test('a deployment that stays is not applied without its own config', async () => {
  await writeFile(path.join(folder, 'secrets', 'config.pangeo-forge.yaml'), 'github_app: {}\n');
  const released = await release({ PANGEO_FORGE_DEPLOYMENT: 'pangeo-forge' });
  expect(released).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('cannot be read here') });
  expect(await calls()).toEqual([]);
});

test('pushes are sent to where the bakeries of a review app take them, whichever host Heroku gave it', async () => {
  await writeBakery('dataflow.pforge-pr-7.yaml', 'https://pforge-pr-7-0123456789ab.herokuapp.com/dataflow/push');
  await writeBakery('dataflow.pforge-local-me.yaml', 'https://tunnel.example.org/dataflow/push');
  await writeBakery('dataflow.pforge-pr-8.yaml', 'has-another-audience');
  await writeBakery('dataflow.pforge-pr-9.yaml', 'https://no-app.example.org/dataflow/push');
  expect(await release({ HEROKU_APP_NAME: 'pforge-pr-8' })).toMatchObject({ exitCode: 0 });
  const hosts = {
    'pforge-pr-7': 'pforge-pr-7-0123456789ab.herokuapp.com',
    'pforge-local-me': 'tunnel.example.org',
  };
  expect((await calls()).map((call) => call.hosts)).toEqual([hosts, hosts]);
  const TF_VAR_app_hosts = '{"pforge-pr-7": "other.example.org"}';
  await release({ HEROKU_APP_NAME: 'pforge-pr-8', TF_VAR_app_hosts });
  expect((await calls()).at(-1)?.hosts).toEqual({ ...hosts, 'pforge-pr-7': 'other.example.org' });
  expect(await release({ HEROKU_APP_NAME: 'pforge-pr-8', TF_VAR_app_hosts: '{pforge-pr-7 = "x"}' })).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('TF_VAR_app_hosts must be a JSON object'),
  });
});

test('a review app whose bakeries expect pushes elsewhere is warned of the host where Heroku serves it', async () => {
  await writeBakery('a.pforge-pr-7.yaml', 'https://pforge-pr-7.herokuapp.com/dataflow/push');
  await writeBakery('b.pforge-pr-7.yaml', 'https://other.example.org/dataflow/push');
  const served = {
    HEROKU_APP_NAME: 'pforge-pr-7',
    HEROKU_APP_DEFAULT_DOMAIN_NAME: 'pforge-pr-7-0123456789ab.herokuapp.com',
  };
  const { exitCode, stdout } = await release(served);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Heroku serves this app at pforge-pr-7-0123456789ab.herokuapp.com');
  expect(stdout).toContain('bakeries/b.pforge-pr-7.yaml takes pushes at other.example.org');
  const right = { ...served, HEROKU_APP_DEFAULT_DOMAIN_NAME: 'pforge-pr-7.herokuapp.com' };
  expect((await release(right)).stdout).not.toContain('Heroku serves');
});
