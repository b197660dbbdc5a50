import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker } from '@pangeo-forge/shared/queues/waker';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { pino } from 'pino';
import { parse, stringify } from 'yaml';
import { measureUsage, type Usage } from '../processes/measure-usage.ts';
import { startProgram } from '../processes/start-program.ts';
import { type BenchServers, startBenchServers } from '../servers/bench-servers.ts';
import { BAKERY, dispatchBake, type WantedBake } from './dispatch-bake.ts';
import type { RunnerRoleConfig } from './runner-role.program.ts';

const DEPLOYMENT = 'pforge-local-bench';
const WITHIN_MS = 10 * 60_000;

/** Role `run` in a process of its own, with the stand-in for the runner. */
export interface RunnerStage {
  folder: string;
  sandbox: string;
  query: BenchServers['query'];
  /** Asks for all of them in this order, and waits for their ends. Answers what the process used meanwhile. */
  bake(wanted: readonly WantedBake[]): Promise<{ seconds: number; usage: Usage }>;
  stop(): Promise<void>;
}

export async function startRunnerStage(slots: number): Promise<RunnerStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-runner-bench-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const servers = await startBenchServers();
  releasers.add(() => servers.stop());
  const app = { id: 1, slug: 'bench', privateKey: 'none', webhookSecret: 'none' };
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: BAKERY });
  await limitBakery(path.join(configDir, 'bakeries', `${BAKERY}.${DEPLOYMENT}.yaml`), slots);
  const { databaseUrl, redisUrl } = servers;
  const foldersDir = path.join(folder, 'invocations');
  await mkdir(foldersDir);
  const config: RunnerRoleConfig = {
    databaseUrl,
    redisUrl,
    configDir,
    deployment: DEPLOYMENT,
    executable: standInRunner,
    foldersDir,
    slots,
  };
  const role = await startProgram<{ sandbox: string }>(new URL('./runner-role.program.ts', import.meta.url), config);
  releasers.add(() => role.stop());
  const database = openDatabase({ url: databaseUrl, poolSize: 2 });
  releasers.add(() => database.close());
  const logger = pino({ level: 'silent' });
  const redis = connectRedis(redisUrl, 'produce', logger);
  releasers.add(() => redis.disconnect());
  const waker = createWaker(redis, logger);
  releasers.add(() => waker.close());

  return {
    folder,
    sandbox: role.ready.sandbox,
    query: servers.query,
    async bake(wanted) {
      const usage = measureUsage(role.pid);
      const began = performance.now();
      for (const one of wanted) await waker.wake(await dispatchBake(database.pool, one));
      const open = `select count(*)::integer as open from runner_invocation where state <> 'ended'`;
      await waitFor(async () => (await servers.query<{ open: number }>(open))[0]?.open === 0, {
        deadlineMs: WITHIN_MS,
        intervalMs: 50,
      });
      return { seconds: (performance.now() - began) / 1000, usage: usage() };
    },
    stop: () => releasers.releaseAll(),
  };
}

/** As many runs at once as there are slots: what waits is then in the bakery's queue. */
async function limitBakery(file: string, runsAtOnce: number): Promise<void> {
  const bakery = parse(await readFile(file, 'utf8')) as { PangeoForge: object };
  const limited = { ...bakery, PangeoForge: { ...bakery.PangeoForge, max_concurrent_runs: runsAtOnce } };
  await writeFile(file, stringify(limited));
}
