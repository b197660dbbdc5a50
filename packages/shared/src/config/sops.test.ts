import { generateKeyPairSync } from 'node:crypto';
import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { findExecutable } from '../process/find-executable.ts';
import { checkConfig } from './check-config.ts';
import { loadBakeries } from './load-bakeries.ts';
import { loadJobSubmissionAccount } from './load-job-submission-account.ts';
import { loadSecrets, secretValuesOf } from './load-secrets.ts';
import { createSopsDecrypt } from './sops.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const EXAMPLE_KEY = path.join(import.meta.dirname, '../../test/example-age-key.txt');
const EXAMPLE = 'pforge-local-example';
const searchPath = process.env['PATH'] ?? '';
const programs = await Promise.all(['sops', 'age-keygen'].map((name) => findExecutable(name, searchPath)));
const here = programs.every((program) => program !== null) ? describe : describe.skip;
const bare = { PATH: searchPath, HOME: '/nonexistent' };
const withExampleKey = createSopsDecrypt({ ...bare, SOPS_AGE_KEY_FILE: EXAMPLE_KEY });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sops-'));
  await mkdir(path.join(folder, 'secrets'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

here('an encrypted file (needs sops and age on PATH)', () => {
  test('of the examples is read, with its secrets listed for redaction', async () => {
    const secrets = await loadSecrets(ROOT, EXAMPLE, withExampleKey);
    expect(secrets.githubApp).toMatchObject({ name: EXAMPLE, id: '123456', runOnlyOn: [EXAMPLE] });
    expect(secretValuesOf(secrets)).toContain(secrets.apiKey);
  });

  test('of secret arguments is merged into its bakery', async () => {
    const options = { configDir: ROOT, deployment: EXAMPLE, withSecretArguments: true, decrypt: withExampleKey };
    const bakery = (await loadBakeries(options)).get('example-local');
    expect(bakery?.file.TargetStorage.fsspec_args).toEqual({
      auto_mkdir: true,
      key: 'an-example-access-key',
      secret: 'an-example-secret-key',
    });
    expect(bakery?.secretValues).toEqual(['an-example-access-key', 'an-example-secret-key']);
  });

  test('in JSON is read too', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const account = {
      type: 'service_account',
      project_id: 'p',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      client_email: 'a@b.c',
    };
    const file = path.join(folder, 'secrets', 'dataflow-job-submission.json');
    await encrypt(file, JSON.stringify(account));
    expect(await readFile(file, 'utf8')).not.toContain('BEGIN PRIVATE KEY');
    const read = await loadJobSubmissionAccount(folder, withExampleKey);
    expect(JSON.parse(read?.json ?? '')).toEqual(account);
  });

  test('without its key says which keys open it and where they are searched', async () => {
    const refused = loadSecrets(ROOT, EXAMPLE, createSopsDecrypt(bare));
    await expect(refused).rejects.toThrow(/private key of age recipient age1.*SOPS_AGE_KEY_FILE/);
  });

  test('that was changed by hand is refused for its MAC', async () => {
    const file = path.join(folder, 'secrets', 'config.pforge-local-tampered.yaml');
    await encrypt(file, 'fastapi:\n  PANGEO_FORGE_API_KEY: abc\n  other: def\n');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^ *other:.*\n/m, ''));
    await expect(loadSecrets(folder, 'pforge-local-tampered', withExampleKey)).rejects.toThrow(/MAC does not match/);
  });

  test('with problems reports them by the lines of the encrypted file', async () => {
    const file = path.join(folder, 'secrets', 'config.pforge-local-wrong.yaml');
    await encrypt(file, 'fastapi:\n  PANGEO_FORGE_API_KEY: abc\ngithub_ap: {}\n');
    await expect(loadSecrets(folder, 'pforge-local-wrong', withExampleKey)).rejects.toThrow(
      /config\.pforge-local-wrong\.yaml:3: github_ap: is not known here. Did you mean "github_app"\?/,
    );
  });

  test('gets no argument but its path, and an environment of what sops reads', async () => {
    const spy = path.join(folder, 'bin');
    await mkdir(spy);
    await writeFile(
      path.join(spy, 'sops'),
      `#!/bin/sh\necho "$@" > '${spy}/arguments'\nenv > '${spy}/environment'\necho 'a: 1'\n`,
    );
    await chmod(path.join(spy, 'sops'), 0o755);
    const decrypt = createSopsDecrypt({
      PATH: `${spy}:${searchPath}`,
      AWS_PROFILE: 'x',
      DATABASE_URL: 'postgres://u:p@h/d',
    });
    await decrypt('/some/file.yaml', {});
    expect((await readFile(path.join(spy, 'arguments'), 'utf8')).trim()).toBe(
      '-d --input-type yaml --output-type yaml /some/file.yaml',
    );
    const environment = await readFile(path.join(spy, 'environment'), 'utf8');
    expect(environment).toContain('AWS_PROFILE=x');
    expect(environment).not.toContain('DATABASE_URL');
  });

  test('of the repository is checked completely', async () => {
    const files = await checkConfig({ configDir: ROOT, deployment: EXAMPLE, decrypt: withExampleKey });
    expect(files.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(files.find(({ file }) => file === `secrets/config.${EXAMPLE}.yaml`)).toMatchObject({ encrypted: true });
  });
});

test('without sops an encrypted file says how to get it', async () => {
  const empty = await mkdtemp(path.join(folder, 'empty-'));
  await access(empty);
  const refused = loadSecrets(ROOT, EXAMPLE, createSopsDecrypt({ PATH: empty }));
  await expect(refused).rejects.toThrow(/the program `sops` is not on PATH.*getsops\.io/);
});

/** For the recipient of the examples. */
async function encrypt(file: string, text: string): Promise<void> {
  const recipient = /age1\w+/.exec(await readFile(EXAMPLE_KEY, 'utf8'))?.[0] ?? '';
  await writeFile(file, text);
  await execa('sops', ['-e', '-i', '--age', recipient, file], { cwd: folder, env: bare, extendEnv: false });
}
