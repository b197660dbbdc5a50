import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { measureUsage } from '../processes/measure-usage.ts';
import { type StartedProgram, startProgram } from '../processes/start-program.ts';
import type { BenchServers } from '../servers/bench-servers.ts';
import type { DrainGitHub, DrainGitHubConfig, GitHubReport } from './drain-github.ts';
import type { Sent, SenderConfig } from './sender.program.ts';
import type { OrchestrateWorkerConfig } from './worker.program.ts';

const DEPLOYMENT = 'pforge-local-bench';
const WITHIN_MS = 15 * 60_000;

export interface Drained {
  deliveries: number;
  /** From the first delivery that was handled to the last. */
  perSecond: number;
  /** Work that is not done, or that was tried more than once. */
  failed: number;
  triedAgain: number;
  /** Processors that each kept busy meanwhile. */
  processors: { workers: number; github: number };
  peakMegabytes: number;
}

/** GitHub, gateway and workers, each in a process of its own. */
export interface DrainStage {
  github: DrainGitHub;
  githubPid: number;
  /** Answers once all are answered. */
  send(options: Pick<SenderConfig, 'posted' | 'connections'> & { perSecond?: number }): Promise<Sent[]>;
  startWorkers(count: number): Promise<void>;
  /** Waits until the workers have handled everything. */
  untilDrained(): Promise<Drained>;
  report(): Promise<GitHubReport>;
  stop(): Promise<void>;
}

export async function startDrainStage(
  { databaseUrl, redisUrl, query }: BenchServers,
  options: Omit<DrainGitHubConfig, 'deployment'>,
): Promise<DrainStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-drain-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  releasers.add(() => query('truncate webhook_delivery, work, journal, effect').then(() => {}));
  const github = await startProgram<DrainGitHub>(new URL('./github.program.ts', import.meta.url), {
    ...options,
    deployment: DEPLOYMENT,
  } satisfies DrainGitHubConfig);
  releasers.add(() => github.stop());
  const { app, apiUrl, payload } = github.ready;
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  const gateway = await startProgram<{ port: number }>(new URL('../webhooks/gateway.program.ts', import.meta.url), {
    databaseUrl,
    redisUrl,
    secret: app.webhookSecret,
  });
  releasers.add(() => gateway.stop());
  const workers: StartedProgram<unknown>[] = [];
  const usages: { workers: ReturnType<typeof measureUsage>[]; github?: ReturnType<typeof measureUsage> } = {
    workers: [],
  };

  return {
    github: github.ready,
    githubPid: github.pid,
    async send(plan) {
      const config: SenderConfig = { port: gateway.ready.port, secret: app.webhookSecret, payload, ...plan };
      const sender = await startProgram(new URL('./sender.program.ts', import.meta.url), config);
      try {
        return await sender.next<Sent[]>();
      } finally {
        await sender.stop();
      }
    },
    async startWorkers(count) {
      const config: OrchestrateWorkerConfig = { databaseUrl, redisUrl, configDir, deployment: DEPLOYMENT, apiUrl };
      const program = new URL('./worker.program.ts', import.meta.url);
      const started = await Promise.all(Array.from({ length: count }, () => startProgram(program, config)));
      for (const worker of started) releasers.add(() => worker.stop());
      workers.push(...started);
      usages.workers = workers.map(({ pid }) => measureUsage(pid));
      usages.github = measureUsage(github.pid);
    },
    async untilDrained() {
      const open = `select count(*)::integer as open from work where kind = 'deliveries' and state not in ('done', 'failed')`;
      await waitFor(async () => (await query<{ open: number }>(open))[0]?.open === 0, {
        deadlineMs: WITHIN_MS,
        intervalMs: 100,
        describe: () => query(`select state, last_error, count(*) from work group by 1, 2`),
      });
      const used = usages.workers.map((usage) => usage());
      const processors = {
        workers: used.reduce((sum, one) => sum + one.processors, 0),
        github: usages.github?.().processors ?? 0,
      };
      const peakMegabytes = Math.max(...used.map((one) => one.peakMegabytes));
      return { ...(await countDrained(query)), processors, peakMegabytes };
    },
    async report() {
      process.kill(github.pid, 'SIGUSR2');
      return github.next<GitHubReport>();
    },
    stop: () => releasers.releaseAll(),
  };
}

async function countDrained(query: BenchServers['query']) {
  const [drained] = await query<Pick<Drained, 'deliveries' | 'perSecond' | 'failed' | 'triedAgain'>>(
    `select count(*)::integer as deliveries, count(*) filter (where state <> 'done')::integer as failed,
       count(*) filter (where attempts > 1)::integer as "triedAgain",
       (count(*) / extract(epoch from max(handled_at) - min(handled_at)))::float8 as "perSecond"
     from work join webhook_delivery on webhook_delivery.id = work.ref where kind = 'deliveries'`,
  );
  if (!drained) throw new Error('nothing was recorded');
  return drained;
}
