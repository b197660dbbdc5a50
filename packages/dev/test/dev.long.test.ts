import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { createTestDatabase } from '@pangeo-forge/db/testing/test-database';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { execa } from 'execa';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';

const CLI = path.join(import.meta.dirname, '../../cli/src/main.ts');
const releasers = createReleasers();
let folder: string;
let variables: Record<string, string>;
beforeAll(async () => {
  const redis = await createTestRedis();
  releasers.add(() => redis.stop());
  folder = await mkdtemp(path.join(tmpdir(), 'dev-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  variables = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    REDIS_URL: redis.url,
    PANGEO_FORGE_RUNNER: standInRunner,
    PANGEO_FORGE_SANDBOX: 'process',
    LOG_LEVEL: 'warn',
  };
});
afterAll(() => releasers.releaseAll());

async function startDev(args: string[], more: Record<string, string>) {
  let output = '';
  const child = execa(process.execPath, [CLI, 'dev', ...args], {
    cwd: folder,
    extendEnv: false,
    env: { ...variables, ...more },
    stdin: 'ignore',
    all: true,
    reject: false,
    buffer: false,
  });
  child.all.on('data', (text: Buffer) => (output += text.toString()));
  const untilPrinted = (words: RegExp | string) =>
    waitFor(() => (typeof words === 'string' ? output.includes(words) && [words] : words.exec(output)), {
      describe: () => `${String(words)}; it output:\n${output}`,
    });
  return {
    untilPrinted,
    async stop() {
      child.kill('SIGTERM');
      return child;
    },
  };
}

test('dev --github: a pushed recipe is checked on a GitHub on loopback, and a changed file restarts the services', async () => {
  const dev = await startDev(['--github'], { PORT: String(await freePort()) });
  try {
    const [, clone = ''] = (await dev.untilPrinted(/git clone (http\S+)\n/)) ?? [];
    const [, configDir = ''] = (await dev.untilPrinted(/PANGEO_FORGE_CONFIG_DIR='(\S+)'/)) ?? [];
    await dev.untilPrinted('watching for changes');
    const git = (...args: string[]) =>
      execa('git', ['-c', 'user.name=maintainer', '-c', 'user.email=m@localhost', ...args], {
        cwd: path.join(folder, 'clone'),
      });
    await execa('git', ['clone', '--quiet', clone, path.join(folder, 'clone')]);
    const recipe = path.join(folder, 'clone', 'recipes', 'sst');
    await mkdir(recipe, { recursive: true });
    const files = await recipeFiles('sea-surface-temperature', { sourceUrl: 'http://127.0.0.1:1', bakeryId: 'local' });
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(recipe, name), text);
    await git('checkout', '--quiet', '-b', 'add');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Add a recipe');
    await git('push', '--quiet', 'origin', 'add');

    const { origin, password, pathname } = new URL(clone);
    const repository = `${origin}/api/v3/repos${pathname.replace(/\.git$/, '')}`;
    const headers = { authorization: `Bearer ${password}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Add a recipe', head: 'add', base: 'main' });
    const pull = await fetch(`${repository}/pulls`, { method: 'POST', headers, body });
    const { head } = (await pull.json()) as { head: { sha: string } };
    await waitFor(
      async () => {
        const response = await fetch(`${repository}/commits/${head.sha}/check-runs`, { headers });
        const { check_runs: runs } = (await response.json()) as { check_runs: Array<{ conclusion: string | null }> };
        return runs[0]?.conclusion === 'success';
      },
      { describe: 'the check run' },
    );

    await writeFile(path.join(configDir, 'bakeries', 'notes.txt'), 'a change');
    await dev.untilPrinted(/notes\.txt changed: ready at/);
  } finally {
    await dev.stop();
  }
});

test('dev --github: the printed line makes the other commands work in another terminal', async () => {
  const dev = await startDev(['--github'], { PORT: String(await freePort()) });
  try {
    const [, exported = ''] = (await dev.untilPrinted(/another terminal works with it after: (export .+)\n/)) ?? [];
    await dev.untilPrinted('watching for changes');
    const inAnotherTerminal = async (line: string) => {
      const script = `${exported}\n"${process.execPath}" "${CLI}" ${line}`;
      const env = { PATH: variables['PATH'] ?? '', HOME: folder };
      const { exitCode, all } = await execa('bash', ['-c', script], {
        cwd: folder,
        env,
        extendEnv: false,
        stdin: 'ignore',
        all: true,
        reject: false,
      });
      return { line, exitCode, all };
    };
    for (const line of ['queues status', 'deliveries list', 'db check', 'keys list', 'keys create --owner another'])
      expect(await inAnotherTerminal(line)).toMatchObject({ line, exitCode: 0 });
    const { all: findings } = await inAnotherTerminal('doctor');
    for (const part of ['configuration', 'API', 'GitHub App', 'database', 'Redis'])
      expect(findings).toMatch(new RegExp(`^✔ ${part}: `, 'm'));
  } finally {
    await dev.stop();
  }
});

test('dev --smee: events of the channel are delivered with a valid signature', async () => {
  const listeners = new Set<ServerResponse>();
  const channel = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n');
    listeners.add(response);
  }).listen(0, '127.0.0.1');
  await once(channel, 'listening');
  const database = await createTestDatabase();
  const webhookSecret = randomBytes(16).toString('hex');
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = key.export({ type: 'pkcs1', format: 'pem' }).toString();
  const deployment = 'pforge-local-smee';
  const app = { id: 1, slug: deployment, privateKey, webhookSecret };
  const { configDir } = await writeDeploymentConfig({ folder, deployment, app, bakeryId: 'local' });
  const port = await freePort();
  const dev = await startDev(['--smee', `http://127.0.0.1:${(channel.address() as AddressInfo).port}/channel`], {
    PORT: String(port),
    DATABASE_URL: database.url,
    PANGEO_FORGE_DEPLOYMENT: deployment,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    GITHUB_API_URL: 'http://127.0.0.1:1',
  });
  try {
    await dev.untilPrinted('watching for changes');
    const id = '00000000-0000-4000-8000-00000000000b';
    const payload = {
      action: 'opened',
      number: 7,
      pull_request: { number: 7, title: 'Größe — “7”' },
      repository: { full_name: 'forge/a-feedstock' },
      installation: { id: 1 },
    };
    const signature = createHmac('sha256', webhookSecret).update(JSON.stringify(payload)).digest('hex');
    const event = {
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
      body: payload,
      query: {},
      timestamp: Date.now(),
    };
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(event)}\n\n`);
    await dev.untilPrinted(/POST http\S+ - 202/);
    const decision = await fetch(`http://127.0.0.1:${port}/deliveries/${id}/decision`);
    expect(await decision.json()).toMatchObject({ id, event: 'pull_request', number: 7 });
  } finally {
    await dev.stop();
    channel.close();
    channel.closeAllConnections();
    await database.drop();
  }
});
