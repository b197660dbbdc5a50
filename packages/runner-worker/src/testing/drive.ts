// oxlint-disable-next-line pangeo-forge/test-deadlines -- only between looks at work that waits for real time
import { setTimeout as delay } from 'node:timers/promises';
import { findDueWork } from '@pangeo-forge/db/work/find-due-work';
import { createOrchestrateHandlers } from '../orchestrate.ts';
import type { OrchestrateConfig } from '../orchestrate-config.ts';
import { inspectRun } from '../inspections/inspect-run.ts';
import { invokeRunner } from '../invocations/invoke-runner.ts';
import { processWork, type ProcessWorkParts } from '../work/process-work.ts';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import type { WorkKind } from '@pangeo-forge/shared/queues/queue-catalog';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { pino } from 'pino';
import { DEPLOYMENT, type FlowStage } from './flow-stage.ts';
import { createMortalParts, type Death, type MortalParts } from './mortal-parts.ts';

/** Work of these kinds ends; upkeep goes on for ever, and runs are followed while they last. */
const KINDS: readonly WorkKind[] = ['deliveries', 'invocations', 'inspections', 'reports'];
const MAX_WORKS = 400;
const PAUSE_MS = 20;

/**
 * Somebody looks at GitHub before each piece of work, and does something as soon as they see what they wait for, or
 * that the worker died.
 */
export interface Meanwhile {
  when(stage: FlowStage, died: boolean): Promise<boolean> | boolean;
  act(stage: FlowStage): unknown;
}

export interface Drive {
  /**
   * Works until nothing is to be done any more; a worker that dies is replaced by one that does not. Answers the first
   * one's requests.
   */
  untilQuiet(death?: Death, meanwhile?: Meanwhile): Promise<{ requests: string[]; died: boolean }>;
  /** Does the upkeep task now, by so many workers at once. */
  upkeep(task: string, workers?: number): Promise<void>;
  /** Compares every schedule with the clock now, by so many workers at once. */
  schedules(workers?: number): Promise<void>;
  close(): void;
}

/**
 * Does the work of both roles one piece at a time, in the order in which it became due; where only waiting work is left
 * its time has come. So a story has the same requests in the same order each time it is played.
 */
export async function createDrive(stage: FlowStage, config: OrchestrateConfig = stage.config): Promise<Drive> {
  const logger = pino({ level: process.env.FLOW_LOG_LEVEL ?? 'silent' });
  const redis = connectRedis(stage.redis.url, 'produce', logger);
  const bakeries = await loadBakeries({
    configDir: config.configDir,
    deployment: DEPLOYMENT,
    withSecretArguments: true,
  });

  async function hire(death?: Death): Promise<{ parts: ProcessWorkParts; mortal: MortalParts }> {
    const waker = { wake: async () => {}, close: async () => {} };
    const mortal = createMortalParts({ database: stage.database, waker }, death);
    const common = { database: mortal.database, waker, logger };
    const run = { ...common, bakeries, redactor: new Redactor(), host: 'test' };
    const handlers = {
      ...(await createOrchestrateHandlers({ ...config, fetch: mortal.fetch }, { ...common, redis })),
      invocations: invokeRunner({ ...run, runner: stage.runner }),
      inspections: inspectRun({ ...run, inspector: stage.inspector, isLocalDeployment: true }),
    };
    const stopping = new AbortController().signal;
    return { mortal, parts: { pool: mortal.database.pool, waker, handlers, holder: 'test', stopping, logger } };
  }

  return {
    async untilQuiet(death, meanwhile) {
      let awaited = meanwhile;
      const first = await hire(death);
      let worker = first;
      let last: string | null = null;
      for (let done = 0; done < MAX_WORKS; done++) {
        if (awaited && (await awaited.when(stage, first.mortal.isDead()))) {
          await awaited.act(stage);
          awaited = undefined;
        }
        await stage.github.drainWebhooks();
        const id = await nextWork(stage);
        if (id !== null && id === last) await delay(PAUSE_MS); // it waits for real time to pass
        last = id;
        if (id === null && awaited) throw new Error('what somebody waited for never came');
        if (id === null) return { requests: first.mortal.requests(), died: first.mortal.isDead() };
        await processWork(worker.parts, id).catch((error: unknown) => {
          if (!worker.mortal.isDead()) throw error;
        });
        if (worker.mortal.isDead()) {
          await endLeases(stage);
          worker = await hire();
        }
      }
      throw new Error(`the work does not end: ${JSON.stringify(await openWork(stage))}`);
    },
    async upkeep(task, workers = 1) {
      const hired = await Promise.all(Array.from({ length: workers }, () => hire()));
      const { rows } = await stage.database.pool.query<{ id: string }>(
        `update work set due_at = now() where kind = 'upkeep' and ref = $1 returning id::text`,
        [task],
      );
      await Promise.all(hired.map(({ parts }) => processWork(parts, rows[0]?.id ?? '')));
    },
    async schedules(workers = 1) {
      const hired = await Promise.all(Array.from({ length: workers }, () => hire()));
      for (let found = 1; found > 0; ) {
        const { rows } = await stage.database.pool.query<{ id: string }>(
          `update work set due_at = now() where kind = 'schedules' and (state = 'due' or ref like 'schedule %' and state = 'waiting')
           returning id::text`,
        );
        for (const { id } of rows) await Promise.all(hired.map(({ parts }) => processWork(parts, id)));
        const { rowCount } = await stage.database.pool.query(
          `select 1 from work where kind = 'schedules' and state = 'due' and due_at <= now()`,
        );
        found = rowCount ?? 0;
      }
    },
    close: () => redis.disconnect(),
  };
}

/** The time of the dead worker's lease is over, and the relay finds what it left. */
async function endLeases({ database }: FlowStage): Promise<void> {
  await database.pool.query(`update work set lease_until = now() - interval '1 second' where state = 'leased'`);
  await findDueWork(database.pool, { kinds: KINDS, limit: 1, overdueMs: 0 });
}

async function nextWork({ database }: FlowStage): Promise<string | null> {
  const { rows } = await database.pool.query<{ id: string }>(
    `update work set due_at = now() where id = (
       select id from work
       where state in ('due', 'waiting') and kind = any($1) or state = 'due' and kind = 'reconciliations' and due_at <= now()
       order by state = 'waiting', updated_at, id limit 1) returning id::text`,
    [KINDS],
  );
  return rows[0]?.id ?? null;
}

async function openWork({ database }: FlowStage): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select kind, label, state, attempts, last_error from work where state not in ('done') and kind = any($1)`,
    [KINDS],
  );
  return rows;
}
