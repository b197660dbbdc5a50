import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeDemoConfig } from '@pangeo-forge/launcher/demo/demo-config';
import { type RunningPostgres, startPostgres } from '@pangeo-forge/local-servers/postgres/start-postgres';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/testkit/github/loopback-github';
import { startTcpProxy, type TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type LinkName, PROCESSES, type ProcessName } from './fault-plan.ts';
import { type SupervisedProcess, superviseProcess } from './supervised-process.ts';

export const ORGANIZATION = 'pangeo-forge';
export const STAGED_RECIPES = `${ORGANIZATION}/staged-recipes`;
export const BAKERY = 'local';
const DEPLOYMENT = 'pforge-local-chaos';
const MIGRATE = fileURLToPath(new URL('../../../packages/launcher/src/migrate.ts', import.meta.url));

/** The whole system as processes of their own, each reached through something that can be cut. */
export interface ChaosStage {
  github: LoopbackGitHub;
  appId: number;
  webhookUrl: string;
  webhookSecret: string;
  processes: Record<ProcessName, SupervisedProcess>;
  links: Record<LinkName, TcpProxy>;
  redis: TestRedis;
  /** Ends it as a power cut does, and starts it again. */
  restartPostgres(): Promise<void>;
  /** Past the proxy. */
  databaseUrl(): string;
  logFolder: string;
  stop(): Promise<void>;
}

export async function startChaosStage(options: { appendonly: boolean }): Promise<ChaosStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-chaos-'));
  try {
    const dataDir = path.join(folder, 'postgres');
    let postgres: RunningPostgres = await startPostgres({ dataDir });
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    releasers.add(() => postgres.stop());
    const redis = await createTestRedis(options);
    releasers.add(() => redis.stop());
    const github = await startLoopbackGitHub({ consistencyDelayMs: 200 });
    releasers.add(() => github.stop());
    const links = {
      postgres: await startTcpProxy({ port: postgres.port }),
      redis: await startTcpProxy({ port: Number(new URL(redis.url).port) }),
    };
    for (const link of Object.values(links)) releasers.add(() => link.stop());

    const port = await freePort();
    const webhookUrl = `http://127.0.0.1:${port}/github/hooks/`;
    const app = await populate(github, webhookUrl);
    const config = await writeDemoConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: BAKERY });
    const environment = {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      DATABASE_URL: through(postgres.url, links.postgres),
      REDIS_URL: through(redis.url, links.redis),
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: config.configDir,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      PANGEO_FORGE_RUNNER: standInRunner,
      PANGEO_FORGE_SANDBOX: 'process',
      RUNNER_SLOTS: '2',
    };
    await promisify(execFile)(process.execPath, [MIGRATE], { env: environment });
    const supervised = PROCESSES.map((name) => {
      const started = superviseProcess(name, environment, path.join(folder, `${name}.log`));
      releasers.add(() => started.stop());
      return [name, started] as const;
    });
    await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, { deadlineMs: 30_000 });
    const registered = await fetch(`http://127.0.0.1:${port}/feedstocks/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': config.apiKey },
      body: JSON.stringify({ spec: STAGED_RECIPES }),
    });
    if (!registered.ok) throw new Error(`the repository could not be registered: ${await registered.text()}`);
    return {
      github,
      appId: app.id,
      webhookUrl,
      webhookSecret: app.webhookSecret,
      processes: Object.fromEntries(supervised) as ChaosStage['processes'],
      links,
      redis,
      async restartPostgres() {
        process.kill(postgres.pid, 'SIGQUIT'); // at once, without a checkpoint: SIGKILL would leave its children behind
        await postgres.stop();
        postgres = await startPostgres({ dataDir, port: postgres.port });
      },
      databaseUrl: () => postgres.url,
      logFolder: folder,
      stop: () => releasers.releaseAll(),
    };
  } catch (error) {
    await releasers.releaseAll().catch(() => {});
    throw error;
  }
}

async function populate(github: LoopbackGitHub, webhookUrl: string) {
  for (const login of ['maintainer', 'contributor']) github.createUser(login);
  github.createOrganization(ORGANIZATION, { owners: ['maintainer'] });
  const files = { 'README.md': '# staged-recipes\n' };
  await github.createRepository({ owner: ORGANIZATION, name: 'staged-recipes', files, as: 'maintainer' });
  const app = github.createApp({ name: DEPLOYMENT, owner: ORGANIZATION, webhookUrl });
  github.installApp(app.id, ORGANIZATION);
  return app;
}

function through(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.href;
}
