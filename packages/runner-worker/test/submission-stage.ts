import type { InvocationParts } from '../src/invocations/invocation-parts.ts';
import { invokeRunner } from '../src/invocations/invoke-runner.ts';
import type { BakeryKind } from '@pangeo-forge/bakeries/bakery-kind';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import type { RunnerOutputLine, RunnerRequest, RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { inspectRun } from '../src/inspections/inspect-run.ts';
import { createStandInInspector, findTargetItself } from '../src/testing/stand-in-inspector.ts';
import { processWork } from '../src/work/process-work.ts';
import { BAKERY, type ReconcileStage, startReconcileStage } from './reconcile-stage.ts';

export type Bake = (
  jobName: string,
  onLine: (line: RunnerOutputLine) => void,
) => Partial<RunnerResult> | Promise<Partial<RunnerResult>>;

const SUCCEEDED: RunnerResult = {
  outcome: 'succeeded',
  exitCode: 0,
  signal: null,
  reason: null,
  fault: null,
  traceback: null,
  peakMemoryBytes: null,
  durationMs: 1,
};

export interface SubmissionStageOptions {
  rules?: {
    max_concurrent_runs?: number;
    paused?: string;
    budget?: { run_vcpu_hours?: number; month_vcpu_hours?: number; feedstock_month_vcpu_hours?: number };
  };
  /** Sections of the bakery's file, in place of those of a Dataflow on loopback. */
  file?: Partial<BakeryFile>;
  kinds?: readonly BakeryKind[];
}

/** Bakes for a Dataflow on loopback, unless the options name another bakery; the test decides what the runner does. */
export async function startSubmissionStage({ rules = {}, file = {}, kinds }: SubmissionStageOptions = {}) {
  const stage: ReconcileStage = await startReconcileStage();
  const { database, parts, config } = stage;
  const calls: string[] = [];
  const requests: RunnerRequest[] = [];
  let bake: Bake = () => ({});
  const bakeries = new Map([
    [BAKERY, { ...config, file: { ...config.file, ...file, PangeoForge: { ...config.file.PangeoForge, ...rules } } }],
  ]);
  const waker = { wake: async () => {}, close: async () => {} };
  const inspector = createStandInInspector();
  if (config.file.TargetStorage.fsspec_class === (file.TargetStorage ?? config.file.TargetStorage).fsspec_class)
    inspector.look = findTargetItself;
  const inspections = inspectRun({
    ...parts,
    database,
    waker,
    bakeries,
    inspector,
    isLocalDeployment: true,
    host: 'test',
    ...(kinds ? { kinds } : {}),
  });
  const invocations = invokeRunner({
    ...parts,
    database,
    waker,
    runner: {
      async run(request, { onLine }) {
        requests.push(request);
        calls.push(request.jobName ?? '');
        return { ...SUCCEEDED, ...(await bake(request.jobName ?? '', onLine)) };
      },
    },
    bakeries,
    ...(kinds ? { kinds } : {}),
    host: 'test',
  } satisfies InvocationParts);

  return {
    ...stage,
    /** Job names of the runner's calls. */
    calls,
    /** Of those calls. */
    requests,
    setBake(next: Bake) {
      bake = next;
    },
    inspector,
    /** What the run wrote is inspected, as soon as it is due or its time has come. */
    async inspect(runId: number): Promise<void> {
      const { rows } = await database.pool.query<{ id: string }>(
        `update work set due_at = now() where kind = 'inspections' and state in ('due', 'waiting') and ref = $1 returning id::text`,
        [String(runId)],
      );
      const stopping = new AbortController().signal;
      const work = {
        pool: database.pool,
        waker,
        handlers: { inspections },
        holder: 'test',
        stopping,
        logger: parts.logger,
      };
      if (rows[0]) await processWork(work, rows[0].id);
    },
    /** Seconds until the run's bake is tried again. */
    async pauseOf(runId: number): Promise<number> {
      const { rows } = await database.pool.query<{ seconds: number }>(
        `select extract(epoch from w.due_at - now())::float8 as seconds from work w
           join runner_invocation i on w.kind = 'invocations' and w.ref = i.id::text where i.recipe_run_id = $1`,
        [runId],
      );
      return rows[0]?.seconds ?? 0;
    },
    /** One attempt at the run's bake, as soon as it is due or its time has come; answers the state of its work. */
    async attempt(runId: number): Promise<{ state: string; note: string | null; attempts: number }> {
      const { pool } = database;
      const { rows } = await pool.query<{ id: string }>(
        `update work set due_at = now() where kind = 'invocations' and state in ('due', 'waiting')
           and ref in (select id::text from runner_invocation where recipe_run_id = $1) returning id::text`,
        [runId],
      );
      const stopping = new AbortController().signal;
      const { waker, logger } = parts;
      const whole = { ...waker, close: async () => {} };
      if (rows[0])
        await processWork(
          { pool, waker: whole, handlers: { invocations }, holder: 'test', stopping, logger },
          rows[0].id,
        );
      const now = await pool.query<{ state: string; note: string | null; attempts: number }>(
        `select w.state, w.last_error as note, w.attempts from work w join runner_invocation i on w.kind = 'invocations' and w.ref = i.id::text
         where i.recipe_run_id = $1`,
        [runId],
      );
      return now.rows[0] as { state: string; note: string | null; attempts: number };
    },
  };
}

export type SubmissionStage = Awaited<ReturnType<typeof startSubmissionStage>>;
