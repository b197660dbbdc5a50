import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { type Releasers, withReleasers } from '@pangeo-forge/shared/process/releasers';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/testkit/github/loopback-github';
import { startTcpProxy, type TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { ChaosProfile } from '../chaos-profile.ts';
import { createDice } from '../dice.ts';
import { type LinkName, PROCESSES, type ProcessName } from '../fault-plan.ts';
import { writeChaosConfig } from './chaos-config.ts';
import { type ChaosGoogle, startChaosGoogle } from './chaos-google.ts';
import { populateGitHub, stagedRecipesOf } from './populate-github.ts';
import { type MortalPostgres, startMortalPostgres } from './mortal-postgres.ts';
import { type SupervisedProcess, superviseProcess } from './supervised-process.ts';

const DEPLOYMENT = 'pforge-local-chaos';
const MIGRATE = fileURLToPath(new URL('../../../../packages/launcher/src/migrate.ts', import.meta.url));

export interface ChaosStageOptions {
  seed: number;
  appendonly: boolean;
  /** Accounts with the App installed: GitHub's limits count for each. */
  organizations: number;
  notifications: ChaosProfile['notifications'];
  /** Where what the processes say is kept; else it goes with everything else. */
  logFolder?: string | undefined;
}

/** The whole system as processes of their own, each reached through something that can be cut. */
export interface ChaosStage {
  organizations: readonly string[];
  github: LoopbackGitHub;
  google: ChaosGoogle;
  appId: number;
  webhookUrl: string;
  webhookSecret: string;
  apiUrl: string;
  processes: Record<ProcessName, SupervisedProcess>;
  links: Record<LinkName, TcpProxy>;
  redis: TestRedis;
  postgres: MortalPostgres;
  stop(): Promise<void>;
}

export function startChaosStage(options: ChaosStageOptions): Promise<ChaosStage> {
  return withReleasers(async (releasers) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-chaos-'));
    const postgres = await startMortalPostgres(path.join(folder, 'postgres'));
    releasers.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    releasers.add(() => postgres.stop());
    const redis = await createTestRedis({ appendonly: options.appendonly });
    releasers.add(() => redis.stop());
    const github = await startLoopbackGitHub({ consistencyDelayMs: 200 });
    releasers.add(() => github.stop());
    const google = await startChaosGoogle(createDice(options.seed), { ...options.notifications });
    releasers.add(() => google.stop());
    const links = await startLinks(releasers, { postgres, redis, github, google });

    const ports = { gateway: await freePort(), ingest: await freePort(), api: await freePort() };
    const webhookUrl = `${local(ports.gateway)}/github/hooks/`;
    const { app, organizations } = await populateGitHub(github, { ...options, webhookUrl, appName: DEPLOYMENT });
    const googleApiUrl = through(google.dataflow.url, links.dataflow);
    const { projectId } = google.dataflow;
    const config = await writeChaosConfig(
      { folder, deployment: DEPLOYMENT, app },
      { apiUrl: googleApiUrl, projectId, certsUrl: google.certsUrl },
    );
    google.connect(
      { push: `${local(ports.ingest)}/dataflow/push`, form: `${local(ports.ingest)}/dataflow/notifications` },
      app.webhookSecret,
    );
    const environment = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: through(postgres.url, links.postgres),
      REDIS_URL: through(redis.url, links.redis),
      PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
      PANGEO_FORGE_CONFIG_DIR: config.configDir,
      GITHUB_API_URL: through(github.apiUrl, links.github),
      GITHUB_SERVER_URL: github.serverUrl,
      PANGEO_FORGE_RUNNER: standInRunner,
      PANGEO_FORGE_SANDBOX: 'process',
      RUNNER_SLOTS: '2',
    };
    await promisify(execFile)(process.execPath, [MIGRATE], { env: environment });
    const portOf: Partial<Record<ProcessName, number>> = {
      'webhook-gateway': ports.gateway,
      'status-ingest': ports.ingest,
      api: ports.api,
    };
    const processes = PROCESSES.map((name) => {
      const variables = { ...environment, PORT: String(portOf[name] ?? 0) };
      const started = superviseProcess(
        name.replace(/-2$/, ''),
        variables,
        path.join(options.logFolder ?? folder, `${name}.log`),
      );
      releasers.add(() => started.stop());
      return [name, started] as const;
    });
    for (const port of Object.values(ports))
      await waitFor(async () => (await fetch(`${local(port)}/readyz`)).ok, { deadlineMs: 60_000 });
    for (const organization of organizations)
      await register(local(ports.api), config.apiKey, stagedRecipesOf(organization));
    return {
      organizations,
      github,
      google,
      appId: app.id,
      webhookUrl,
      webhookSecret: app.webhookSecret,
      apiUrl: local(ports.api),
      processes: Object.fromEntries(processes) as ChaosStage['processes'],
      links,
      redis,
      postgres,
      stop: () => releasers.releaseAll(),
    };
  });
}

async function startLinks(
  releasers: Releasers,
  { postgres, redis, github, google }: Pick<ChaosStage, 'postgres' | 'redis' | 'github' | 'google'>,
): Promise<ChaosStage['links']> {
  const portIn = (url: string) => Number(new URL(url).port);
  const links = {
    postgres: await startTcpProxy({ port: postgres.port }),
    redis: await startTcpProxy({ port: portIn(redis.url) }),
    github: await startTcpProxy({ port: portIn(github.apiUrl) }),
    dataflow: await startTcpProxy({ port: portIn(google.dataflow.url) }),
  };
  for (const link of Object.values(links)) releasers.add(() => link.stop());
  return links;
}

async function register(apiUrl: string, apiKey: string, spec: string): Promise<void> {
  const answer = await fetch(`${apiUrl}/feedstocks/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ spec }),
  });
  if (!answer.ok) throw new Error(`the repository could not be registered: ${await answer.text()}`);
}

const local = (port: number) => `http://127.0.0.1:${port}`;

function through(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.href.replace(/\/$/, '');
}
