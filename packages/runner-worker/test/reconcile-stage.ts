import { createBakery } from '@pangeo-forge/bakeries/open-bakeries';
import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { enqueueReconciliation } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { setRunTarget } from '@pangeo-forge/db/runs/set-run-target';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { pino } from 'pino';
import type { ReconcileParts } from '../src/reconcile/reconcile-parts.ts';
import { reconcileRun } from '../src/reconcile/reconcile-run.ts';
import { inspectRun } from '../src/inspections/inspect-run.ts';
import { createStandInInspector, findTargetItself } from '../src/testing/stand-in-inspector.ts';
import { processWork } from '../src/work/process-work.ts';

export const BAKERY = 'dataflow';
export const SECRET = 'a-secret-of-the-bakery';
const TIMES = ['dispatched_at', 'submitted_at', 'observed_at', 'baked_at'];

export interface RunNow {
  status: string;
  conclusion: string | null;
  reason: string | null;
  traceback: string | null;
  jobId: string | null;
  job: Record<string, unknown> | null;
  url: string | null;
  /** Of its reconciliation. */
  work: string;
  nextLookS: number;
}

/** A database, a Dataflow on loopback, and runs that were dispatched to it. */
export async function startReconcileStage() {
  const releasers = createReleasers();
  const [testDatabase, dataflow] = await Promise.all([createMigratedDatabase(), startLoopbackDataflow()]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => dataflow.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 4 });
  releasers.add(() => database.close());
  const { pool } = database;
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 's3://bucket/{subpath}' },
    DataflowBakery: { project_id: dataflow.projectId },
    PangeoForge: { google_api_endpoint: dataflow.url },
  });
  const config = { id: BAKERY, file, secretValues: [] };
  const waker = { wake: async () => {}, close: async () => {} };
  const parts: ReconcileParts = {
    database,
    waker,
    bakeries: new Map([[BAKERY, createBakery(config)]]),
    rules: new Map([[BAKERY, file.PangeoForge]]),
    redactor: new Redactor([SECRET]),
    logger: pino({ level: 'silent' }),
  };
  const inspector = createStandInInspector();
  inspector.look = findTargetItself;
  const bakeries = new Map([[BAKERY, config]]);
  const inspections = { ...parts, database, waker, bakeries, inspector, isLocalDeployment: true, host: 'test' };
  const handlers = { reconciliations: reconcileRun(parts), inspections: inspectRun(inspections) };
  const bakeryId = await ensureBakery(pool, { name: BAKERY, region: '', description: '' });
  const feedstock = await ensureFeedstock(pool, 'org/a-feedstock');
  let runs = 0;

  async function dispatch({
    feedstockId = feedstock.id,
    isTest = true,
  } = {}): Promise<{ id: number; jobName: string }> {
    const run = await registerRun(pool, {
      dispatchKey: `run ${runs++}` as DispatchKey,
      recipeId: 'recipe',
      bakeryId,
      feedstockId,
      headSha: 'abc',
      isTest,
      datasetType: 'zarr',
      cloneUrl: 'https://example.org/a.git',
      feedstockSubdir: null,
      pullRequest: null,
      requestedBy: null,
    });
    const jobName = `a6162${run.id}`;
    await transitionRun(pool, run.id, { type: 'dispatched', actor: 'tester' });
    await setRunTarget(pool, run.id, { targetUrl: 'https://data.example.org/x.zarr', requestedBy: 'tester', jobName });
    await createInvocation(pool, {
      key: `bake run ${run.id}`,
      kind: 'bake',
      subject: runSubject(run.id),
      recipeRunId: run.id,
      request: {
        repoUrl: 'https://example.org/a.git',
        ref: 'abc',
        feedstockSubdir: null,
        bake: { recipeId: 'recipe', bakery: BAKERY, jobName, prune: isTest, subpath: 'x.zarr', datasetType: 'zarr' },
      },
      label: 'bake',
    });
    return { id: run.id, jobName };
  }

  async function reconcile(runId: number): Promise<RunNow> {
    const due = await enqueueReconciliation(pool, runId);
    const stopping = new AbortController().signal;
    await processWork({ pool, waker, handlers, holder: 'test', stopping, logger: parts.logger }, due.id);
    return stateOf(runId);
  }

  /** What the run wrote is inspected, if it is to be. */
  async function inspect(runId: number): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      `update work set due_at = now() where kind = 'inspections' and state in ('due', 'waiting') and ref = $1 returning id::text`,
      [String(runId)],
    );
    const stopping = new AbortController().signal;
    const work = { pool, waker, handlers, holder: 'test', stopping, logger: parts.logger };
    if (rows[0]) await processWork(work, rows[0].id);
  }

  async function stateOf(runId: number): Promise<RunNow> {
    const { rows } = await pool.query<RunNow>(
      `select r.status, r.conclusion, r.failure_reason as reason, r.failure_traceback as traceback, r.bakery_job_id as "jobId",
         r.bakery_job as job, r.dataset_public_url as url, w.state as work, extract(epoch from w.due_at - now())::float8 as "nextLookS"
       from reciperun r join work w on w.kind = 'reconciliations' and w.ref = r.id::text where r.id = $1`,
      [runId],
    );
    return rows[0] as RunNow;
  }

  return {
    database,
    dataflow,
    parts,
    config,
    /** Id of another feedstock. */
    otherFeedstock: async () => (await ensureFeedstock(pool, 'org/b-feedstock')).id,
    dispatch,
    /** Dispatched, and submitted as the runner says. */
    async submit(): Promise<{ id: number; jobName: string }> {
      const run = await dispatch();
      await transitionRun(pool, run.id, { type: 'submitted', actor: 'worker', jobName: run.jobName, jobId: null });
      return run;
    },
    /** Whatever happened to the run happened so many minutes earlier. */
    async passMinutes(runId: number, minutes: number): Promise<void> {
      const earlier = TIMES.map((column) => `${column} = ${column} - $2 * interval '1 minute'`).join(', ');
      await pool.query(`update reciperun set ${earlier} where id = $1`, [runId, minutes]);
      await pool.query(
        `update runner_invocation set started_at = started_at - $2 * interval '1 minute', refused_at = refused_at - $2 * interval '1 minute'
         where recipe_run_id = $1`,
        [runId, minutes],
      );
    },
    inspector,
    inspect,
    reconcile,
    /** One look at the run, as the schedule or a push causes it, and at what it wrote if it says that it succeeded. */
    async look(runId: number): Promise<RunNow> {
      await reconcile(runId);
      await inspect(runId);
      return stateOf(runId);
    },
    stateOf,
    stop: () => releasers.releaseAll(),
  };
}

export type ReconcileStage = Awaited<ReturnType<typeof startReconcileStage>>;
