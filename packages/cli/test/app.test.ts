import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { runCommand } from './run-command.ts';
import { runWithBrowser } from './run-with-browser.ts';

const EXAMPLE_KEY = path.join(import.meta.dirname, '../../shared/test/example-age-key.txt');
// sops is a program of its own, which a machine need not have; what it encrypts cannot be had otherwise
const canEncrypt = (await findExecutable('sops', process.env['PATH'] ?? '')) !== null;
const DEPLOYMENT = 'pforge-local-somebody';
let github: LoopbackGitHub;
let configDir: string;
let variables: Record<string, string>;
beforeAll(async () => {
  github = await startLoopbackGitHub();
  github.createOrganization('pforgetest');
  configDir = await mkdtemp(path.join(tmpdir(), 'app-'));
  await mkdir(path.join(configDir, 'secrets'));
  variables = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
  };
});
afterAll(async () => {
  await github.stop();
  await rm(configDir, { recursive: true, force: true });
});

test('app create makes the App in the browser, writes its credentials for the owner alone, and echoes none', async () => {
  const line = ['app', 'create', '--org', 'pforgetest', '--plain', '--url', 'https://forge.example.org'];
  const made = await runWithBrowser(line, { variables, cwd: configDir });
  expect(made.exitCode).toBe(0);
  const printed = made.stdout + made.stderr;

  const file = path.join(configDir, 'secrets', `config.${DEPLOYMENT}.yaml`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { github_app: app } = parse(await readFile(file, 'utf8')) as { github_app: Record<string, string> };
  expect(app).toMatchObject({ app_name: DEPLOYMENT, private_key: expect.stringContaining('PRIVATE KEY') });
  expect(printed).not.toContain('PRIVATE KEY');
  expect(printed).not.toContain(app['webhook_secret']);
  expect(app['client_id']).toMatch(/^Iv/);
  expect(printed).not.toContain(app['client_secret']);
});

test('the calls of the documents are made as the App: its webhook is asked for and moved', async () => {
  const key = await runCommand(['keys', 'create', '--write-config'], { variables });
  expect(key).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runCommand(['app', 'hook-url'], { variables })).toMatchObject({
    stdout: 'https://forge.example.org/github/hooks/\n',
  });
  const moved = await runCommand(['app', 'hook-url', 'https://smee.io/abc'], { variables });
  expect(moved).toEqual({ exitCode: 0, stdout: 'https://smee.io/abc\n', stderr: '' });
  const asked = await runCommand(['app', 'api', 'GET', '/app', '--jwt'], { variables });
  expect(JSON.parse(asked.stdout)).toMatchObject({ slug: DEPLOYMENT });
  expect((await runCommand(['app', 'jwt'], { variables })).stdout).toMatch(/^eyJ/);
});

test('config check finds the written file good, and warns that it is not encrypted', async () => {
  const { exitCode, stdout } = await runCommand(['config', 'check'], { variables });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('is not encrypted');
});

test('deployment new needs one command, deployment rm removes what it wrote, and says what is left to do by hand', async () => {
  const name = 'pforge-local-another';
  const made = await runCommand(['deployment', 'new', name, '--no-app', '--plain'], { variables, cwd: configDir });
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pangeo-forge app create') });
  const again = await runCommand(['deployment', 'new', name, '--no-app', '--plain'], { variables, cwd: configDir });
  expect(again).toEqual(made);
  const checked = await runCommand(['config', 'check', '--deployment', name, '--json'], { variables });
  const { files } = JSON.parse(checked.stdout) as { files: Array<{ file: string; state: string }> };
  expect(files.find(({ file }) => file === `bakeries/local.${name}.yaml`)).toMatchObject({ state: 'good' });
  const removed = await runCommand(['deployment', 'rm', name], { variables, cwd: configDir });
  expect(removed.stdout).toContain(`removed secrets/config.${name}.yaml`);
  expect(removed.stdout).toContain(`/settings/apps/${name}/advanced`);
  expect(await runCommand(['deployment', 'rm', 'pangeo-forge'], { variables })).toMatchObject({ exitCode: 4 });
});

(canEncrypt ? test : test.skip)(
  'deployment new encrypts for the recipients it is given (needs sops and age)',
  async () => {
    const name = 'pforge-pr-7';
    const recipient = /age1\w+/.exec(await readFile(EXAMPLE_KEY, 'utf8'))?.[0] ?? '';
    const line = ['deployment', 'new', name, '--no-app', '--age', recipient];
    expect(await runCommand(line, { variables, cwd: configDir })).toMatchObject({ exitCode: 0 });
    const file = path.join(configDir, 'secrets', `config.${name}.yaml`);
    expect(await readFile(file, 'utf8')).toMatch(/PANGEO_FORGE_API_KEY: ENC\[/);
    const withKey = { ...variables, PANGEO_FORGE_DEPLOYMENT: name, SOPS_AGE_KEY_FILE: EXAMPLE_KEY };
    const before = await readFile(file, 'utf8');
    expect(
      await runCommand(['keys', 'create', '--write-config', '--age', recipient], { variables: withKey }),
    ).toMatchObject({ exitCode: 0 });
    const after = await readFile(file, 'utf8');
    expect(after).not.toBe(before);
    expect(after).toMatch(/PANGEO_FORGE_API_KEY: ENC\[/);
  },
);

test('deployment new makes one App, however often it is called, and goes on where it was interrupted', async () => {
  const line = ['deployment', 'new', 'pforge-local-once', '--org', 'pforgetest', '--plain'];
  const interrupted = new AbortController();
  const onPrinted = (text: string) => text.includes('Open http') && interrupted.abort();
  const options = { variables, cwd: configDir };
  expect(await runCommand(line, { ...options, signal: interrupted.signal, onPrinted })).toMatchObject({
    exitCode: 130,
  });
  const smee = ['--url', 'https://smee.io/a-channel'];
  const made = await runWithBrowser([...line, ...smee], options);
  expect(made.exitCode).toBe(0);
  const file = path.join(configDir, 'secrets', 'config.pforge-local-once.yaml');
  const written = await readFile(file, 'utf8');

  const again = await runCommand([...line, ...smee], options);
  expect({ ...again, stderr: '' }).toEqual({ ...made, stderr: '' });
  expect(await readFile(file, 'utf8')).toBe(written);
  const here = { ...variables, PANGEO_FORGE_DEPLOYMENT: 'pforge-local-once' };
  expect(await runCommand(['app', 'create', '--plain'], { variables: here })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--replace makes another'),
  });
  await runCommand(['keys', 'create', '--write-config'], { variables: here });
  expect(await runCommand(['app', 'hook-url'], { variables: here })).toMatchObject({
    stdout: 'https://smee.io/a-channel\n',
  });
});

test('deployment new --plain has git ignore the secrets that it writes', async () => {
  const clone = await mkdtemp(path.join(tmpdir(), 'cli-clone-'));
  await execa('git', ['init', '--quiet', clone]);
  await mkdir(path.join(clone, 'sub', 'secrets'), { recursive: true });
  const options = { variables: { ...variables, PANGEO_FORGE_CONFIG_DIR: path.join(clone, 'sub') }, cwd: clone };
  const made = await runCommand(['deployment', 'new', 'pforge-local-git', '--no-app', '--plain'], options);
  expect(made.exitCode).toBe(0);
  expect(await readFile(path.join(clone, 'sub', 'secrets', 'config.pforge-local-git.yaml'), 'utf8')).toContain('KEY');
  await execa('git', ['add', '--all'], { cwd: clone });
  expect((await execa('git', ['ls-files'], { cwd: clone })).stdout).not.toContain('secrets');
  await rm(clone, { recursive: true });
});

test('deployment new copies a bakery so that pushes come to where the new deployment is', async () => {
  const push =
    '  push:\n    service_account_email: df-push-pangeo-forge-staging@p.example.com\n    audience: https://staging.example.org/dataflow/push\n';
  await mkdir(path.join(configDir, 'bakeries'), { recursive: true });
  await writeFile(path.join(configDir, 'bakeries', 'cloud.pangeo-forge-staging.yaml'), `PangeoForge:\n${push}`);
  const copyTo = async (name: string, ...more: string[]) => {
    const line = ['deployment', 'new', name, '--no-app', '--plain', '--bakery', 'cloud', '--bakery-from'];
    await runCommand([...line, 'pangeo-forge-staging', ...more], { variables, cwd: configDir });
    return readFile(path.join(configDir, 'bakeries', `cloud.${name}.yaml`), 'utf8');
  };
  const review = await copyTo('pforge-pr-41');
  expect(review).toContain('audience: https://pforge-pr-41.herokuapp.com/dataflow/push');
  expect(review).toContain('df-push-dev@p.example.com');
  const random = 'https://pforge-pr-42-0123456789ab.herokuapp.com';
  expect(await copyTo('pforge-pr-42', '--url', random)).toContain(`audience: ${random}/dataflow/push`);
  expect(await copyTo('pforge-local-copy', '--url', 'https://smee.io/a-channel')).not.toContain('push');
});

test('an App that GitHub no longer knows is reported, and none is made in its place', async () => {
  const file = path.join(configDir, 'secrets', 'config.pforge-local-gone.yaml');
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
  const app = { app_name: 'pforge-local-gone', id: 987_654, private_key: key, webhook_secret: 'x' };
  await writeFile(file, stringify({ fastapi: { PANGEO_FORGE_API_KEY: 'k' }, github_app: app }));
  const line = ['deployment', 'new', 'pforge-local-gone', '--plain'];
  expect(await runCommand(line, { variables, cwd: configDir })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('`pangeo-forge app create --replace`'),
  });
});

test('doctor reports what is missing and how to get it', async () => {
  const { stdout } = await runCommand(['doctor'], {
    variables: { ...variables, PANGEO_FORGE_API_URL: 'http://127.0.0.1:1', PATH: configDir },
  });
  expect(stdout).toContain('– sops: not on PATH');
  expect(stdout).toContain('✔ configuration:');
  expect(stdout).toContain('✖ API: http://127.0.0.1:1 could not be reached');
  expect(stdout).toContain('– alerts: could not be read:');
});
