import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConfigProblem, configProblemText } from '@pangeo-forge/shared/config/config-problem';
import { COMMAND_PATHS, loadCommands } from '../src/command-registry.ts';
import type { Command } from '../src/define-command.ts';
import { describeFailure } from '../src/describe-failure.ts';
import { runCommand } from './run-command.ts';

const KEY = 'a-key-that-must-not-be-seen';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('every command', () => {
  test.each(COMMAND_PATHS)('%s explains itself, and takes --json', async (words) => {
    const { exitCode, stdout } = await runCommand([...words.split(' '), '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: pangeo-forge ${words}`);
    expect(stdout).toContain('--json');
  });

  test('stands in the registry under its own path', async () => {
    expect((await loadCommands()).map(({ path: words }) => words)).toEqual(COMMAND_PATHS);
  });
});

describe('exit codes', () => {
  test('2: what was not understood, with the nearest name', async () => {
    const { exitCode, stderr } = await runCommand(['runs', 'lst']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean list?');
  });

  test('2: an argument that is none', async () => {
    expect(await runCommand(['runs', 'show', 'abc'])).toMatchObject({
      exitCode: 2,
      stderr: 'run: must be the number of a run\n',
    });
  });

  test('6: no answer, and the message names the next step', async () => {
    const variables = { PANGEO_FORGE_API_URL: 'http://127.0.0.1:1' };
    const { exitCode, stderr } = await runCommand(['bakeries', 'list', '--json'], { variables });
    expect(exitCode).toBe(6);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'unavailable', message: expect.stringContaining('Is it running?') },
    });
  });
});

describe('faults of the environment', () => {
  test.each([
    [['recipe', 'test', '--minutes', 'abc'], 2, '--minutes: must be a number\n'],
    [
      ['catalog', 'browse'],
      6,
      'http://127.0.0.1:1/stac could not be read (bad port). Is the API running? PANGEO_FORGE_API_URL names another one.\n',
    ],
  ])('%j is answered with what to correct', async (line, exitCode, stderr) => {
    const variables = { PANGEO_FORGE_API_URL: 'http://127.0.0.1:1' };
    expect(await runCommand(line, { variables })).toEqual({ exitCode, stdout: '', stderr });
  });
});

describe('recipe init', () => {
  const init = async (bakeries: string[], answer: string, variables: Record<string, string> = {}) => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(bakeries.map((name, id) => ({ id, name }))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cwd = await mkdtemp(path.join(folder, 'init-'));
    const asked: string[] = [];
    const outcome = await runCommand(['recipe', 'init', 'sst'], {
      cwd,
      variables: {
        PANGEO_FORGE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...variables,
      },
      async ask(question) {
        if (!question.startsWith('Bakery')) return '';
        asked.push(question);
        return answer;
      },
    });
    server.close();
    server.closeAllConnections();
    const meta = await readFile(path.join(cwd, 'sst', 'meta.yaml'), 'utf8').catch(() => '');
    return { ...outcome, asked, meta };
  };

  test('asks for the bakery where the deployment has several, and takes only one of them', async () => {
    const chosen = await init(['north', 'south'], 'south');
    expect(chosen).toMatchObject({ exitCode: 0, asked: ['Bakery: north, south [north]: '] });
    expect(chosen.meta).toMatch(/^ +id: "?south"?$/m);
    expect(await init(['north', 'south'], 'soth')).toMatchObject({
      exitCode: 2,
      stderr: 'There is no bakery "soth". Did you mean "south"?\n',
      meta: '',
    });
    const only = await init(['north'], 'unasked');
    expect(only.asked).toEqual([]);
    expect(only.meta).toMatch(/^ +id: "?north"?$/m);
  });

  test('names the program as it was started: by npx, or from PATH', async () => {
    const npx = { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'pangeo-forge' };
    expect((await init([], '', npx)).stdout).toContain('  npx pangeo-forge recipe lint sst\n');
    expect((await init([], '')).stdout).toContain('\n  pangeo-forge recipe lint sst\n');
  });
});

describe('the key', () => {
  test('is not echoed, even when the API echoes it', async () => {
    const server = createServer((request, response) => {
      response.statusCode = 401;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ detail: `Invalid API Key ${String(request.headers['x-api-key'])}` }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const variables = {
      PANGEO_FORGE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      PANGEO_FORGE_API_KEY: KEY,
    };
    const outcome = await runCommand(['api', 'POST', '/feedstocks/', '--data', '{}'], { variables });
    server.close();
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stderr).toContain('Invalid API Key [redacted]');
    expect(JSON.stringify(outcome)).not.toContain(KEY);
  });

  test('of the local configuration is never sent to another host', async () => {
    await mkdir(path.join(folder, 'secrets'), { recursive: true });
    const variables = { PANGEO_FORGE_API_URL: 'http://127.0.0.1:1', PANGEO_FORGE_CONFIG_DIR: folder };
    const { exitCode, stderr } = await runCommand(['api', 'POST', '/feedstocks/', '--data', '{}'], { variables });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('Set PANGEO_FORGE_API_KEY');
  });
});

test('config check reports every problem of every file, and exits with 3', async () => {
  const configDir = path.join(folder, 'config');
  await mkdir(path.join(configDir, 'bakeries'), { recursive: true });
  await mkdir(path.join(configDir, 'secrets'));
  await writeFile(path.join(configDir, 'bakeries', 'one.pangeo-forge.yaml'), 'Bake: {}\n');
  await writeFile(path.join(configDir, 'secrets', 'config.review.yaml'), 'fastapi: {}\n');
  const { exitCode, stdout } = await runCommand(['config', 'check'], {
    variables: { PANGEO_FORGE_CONFIG_DIR: configDir },
  });
  expect(exitCode).toBe(3);
  expect(stdout).toContain('bakeries/one.pangeo-forge.yaml:1: Bake.bakery_class: is missing: expected string');
  expect(stdout).toContain('TargetStorage: is missing');
  expect(stdout).toContain(
    'secrets/config.review.yaml: is not read under this name: rename it to secrets/config.pforge-pr-{number}.yaml.',
  );
});

test('config check says what values mean that no library can use, by file and line', async () => {
  const configDir = path.join(folder, 'meaning');
  await mkdir(path.join(configDir, 'bakeries'), { recursive: true });
  await mkdir(path.join(configDir, 'secrets'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().replaceAll(/^/gm, '    ');
  await writeFile(
    path.join(configDir, 'secrets', 'config.pangeo-forge.yaml'),
    `fastapi: { PANGEO_FORGE_API_KEY: abcdef }
github_app:
  app_name: pangeo-forge
  id: abc
  private_key: >
${key}
  webhook_secret: abcdef
`,
  );
  await writeFile(
    path.join(configDir, 'bakeries', 'one.pangeo-forge.yaml'),
    `Bake:
  bakery_class: pangeo_forge_runner.bakery.local.LocalDirctBakery
TargetStorage:
  fsspec_class: s3fs.S3FileSystm
  root_path: s3://bucket/data
  public_url: https://host/{root_path}
InputCacheStorage:
  fsspec_class: gcsfs.GCSFileSystem
  root_path: s3://bucket/cache
`,
  );
  await writeFile(path.join(configDir, 'secrets', 'bakery-args.on.yaml'), 'Bake: {}\n');
  const variables = { PANGEO_FORGE_CONFIG_DIR: configDir, HOME: folder };
  const { exitCode, stdout } = await runCommand(['config', 'check', '--json'], { variables });
  expect(exitCode).toBe(3);
  const { files } = JSON.parse(stdout) as { files: Array<{ problems: ConfigProblem[] }> };
  const problems = files.flatMap((file) => file.problems.map(configProblemText));
  expect(problems).toEqual([
    expect.stringMatching(/^bakeries.one.pangeo-forge.yaml:2: Bake.bakery_class: .*Did you mean ".*LocalDirectBakery"/),
    expect.stringMatching(/yaml:4: TargetStorage.fsspec_class: is not known. Did you mean "s3fs.S3FileSystem"/),
    expect.stringMatching(/yaml:5: TargetStorage.root_path: has no {subpath}.* Write "s3:..bucket.data.{subpath}"/),
    expect.stringMatching(/yaml:6: TargetStorage.public_url: {root_path} already begins with a scheme/),
    expect.stringMatching(/yaml:9: InputCacheStorage.root_path: is an address of another file system/),
    expect.stringMatching(/^secrets.bakery-args.on.yaml: belongs to no bakery.*Did you mean bakery-args.one.yaml/),
    expect.stringMatching(/^secrets.config.pangeo-forge.yaml:4: github_app.id: expected the number/),
    expect.stringMatching(/yaml:5: github_app.private_key: .*folded into one.*Write `private_key: |`/),
  ]);
});

describe('a recipe', () => {
  test('that init writes passes lint', async () => {
    expect(await runCommand(['recipe', 'init', 'sst', '--yes'], { cwd: folder })).toMatchObject({ exitCode: 0 });
    const linted = await runCommand(['recipe', 'lint', 'sst'], { cwd: folder });
    expect(linted).toEqual({ exitCode: 0, stdout: '0 errors, 0 warnings.\n', stderr: '' });
  });

  test('is never overwritten by init', async () => {
    const before = await readFile(path.join(folder, 'sst', 'recipe.py'), 'utf8');
    expect((await runCommand(['recipe', 'init', 'sst', '--yes', '--title', 'Other'], { cwd: folder })).exitCode).toBe(
      1,
    );
    expect(await readFile(path.join(folder, 'sst', 'recipe.py'), 'utf8')).toBe(before);
  });

  test('has its problems reported with line and next step, and --fix fixes what it can', async () => {
    await runCommand(['recipe', 'init', 'wrong', '--yes'], { cwd: folder });
    const meta = path.join(folder, 'wrong', 'meta.yaml');
    const written = await readFile(meta, 'utf8');
    await writeFile(meta, written.replace('title:', 'titel:').replace('"recipe:recipe"', '"recipe.py:recipe"'));
    await rm(path.join(folder, 'wrong', 'requirements.txt'));
    const github = await runCommand(['recipe', 'lint', 'wrong', '--format', 'github'], { cwd: folder });
    expect(github.exitCode).toBe(1);
    expect(github.stdout).toContain('::warning file=wrong/meta.yaml,line=1,');
    expect(github.stdout).toContain('::error file=wrong/meta.yaml,line=6,');
    expect(github.stdout).toContain('::warning file=wrong/requirements.txt,line=1,');
    expect(await runCommand(['recipe', 'lint', 'wrong', '--fix'], { cwd: folder })).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('0 errors, 0 warnings.'),
      stderr: '',
    });
    expect(await readFile(meta, 'utf8')).toBe(written);
  });

  test('--fix makes a list of the mapping form, and renames meta.yml', async () => {
    const recipe = path.join(folder, 'mapping');
    await mkdir(recipe);
    await writeFile(path.join(recipe, 'recipe.py'), 'recipes = {}\n');
    await writeFile(path.join(recipe, 'requirements.txt'), '');
    const meta = 'recipes:\n  # all of them\n  dict_object: "recipe:recipes"\nbakery:\n  id: b\n';
    await writeFile(path.join(recipe, 'meta.yml'), meta);
    expect((await runCommand(['recipe', 'lint', 'mapping'], { cwd: folder })).exitCode).toBe(1);
    expect((await runCommand(['recipe', 'lint', 'mapping', '--fix'], { cwd: folder })).exitCode).toBe(0);
    expect(await readFile(path.join(recipe, 'meta.yaml'), 'utf8')).toBe(
      meta.replace('  dict_object', '  - dict_object'),
    );
  });
});

describe('a fault of the environment is named as such:', () => {
  const describeFault = async (line: string, variables: Record<string, string> = {}) => {
    const outcome = await runCommand(line.split(' '), { cwd: folder, variables });
    expect(outcome.stderr).not.toContain('bug in pangeo-forge');
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    return outcome;
  };

  test('a URL that is none', async () => {
    const variables = { PANGEO_FORGE_API_URL: 'api.example.org' };
    for (const line of ['bakeries list', 'catalog browse', 'deliveries replay x.json --event push']) {
      expect(await describeFault(line, variables)).toMatchObject({
        exitCode: line.startsWith('deliveries') ? expect.any(Number) : 3,
        stderr: expect.stringMatching(/PANGEO_FORGE_API_URL is not an http or https URL|cannot be read/),
      });
    }
  });

  test('a number that is none', async () => {
    expect(await describeFault('recipe test sst --minutes abc')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: '--minutes: must be a number\n',
    });
  });

  test('an API that is away', async () => {
    const away = { PANGEO_FORGE_API_URL: 'http://127.0.0.1:2' };
    for (const line of ['catalog browse', 'catalog create elsewhere', 'runs list']) {
      const { exitCode, stderr } = await describeFault(line, away);
      expect(exitCode).toBe(6);
      expect(stderr).toContain('ECONNREFUSED');
    }
  });

  test('no git', async () => {
    const variables = { PATH: folder, HOME: folder, PANGEO_FORGE_RUNNER: process.execPath };
    const { exitCode, stderr } = await describeFault('recipe test sst', {
      ...variables,
      PANGEO_FORGE_SANDBOX: 'process',
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('git is not on PATH') });
  });

  test('a HOME that cannot be written', async () => {
    const variables = { HOME: path.join(folder, 'sst', 'recipe.py'), PANGEO_FORGE_SANDBOX: 'process' };
    const { exitCode, stderr } = await describeFault('recipe test sst', variables);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(path.join(folder, 'sst', 'recipe.py'));
  });

  test('a port that is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await writeFile(path.join(folder, 'catalog.json'), '{"type":"Catalog","id":"c","links":[]}');
    const { exitCode, stderr } = await describeFault(`catalog browse catalog.json --web --port ${port}`);
    server.close();
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `Port ${port} is in use: choose another one.\n` });
  });
});

test('what nothing explains is called a bug, with where to report it', () => {
  const failure = describeFailure(new TypeError('x is not a function'), { path: 'runs list' } as Command);
  expect(failure).toMatchObject({ exitCode: 1, code: 'fault' });
  expect(failure.message).toMatch(/^This is a bug in pangeo-forge\. Please report it at https:.*\nTypeError: x is not/);
});
