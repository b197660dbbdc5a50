import type { Row } from '../entities/tables.ts';
import type { Queryable } from '../transaction.ts';

/** What is known of a run that is compared with its bakery. Ages are in milliseconds, by the database's clock. */
export interface FollowedRun extends Pick<Row<'reciperun'>, 'id' | 'status' | 'conclusion'> {
  corrected: boolean;
  /** False: adopted from the original. */
  ours: boolean;
  bakery: string;
  isTest: boolean;
  jobName: string | null;
  jobId: string | null;
  targetUrl: string | null;
  cancelRequestedBy: string | null;
  /** Since it was registered. */
  ageMs: number;
  dispatchedMs: number | null;
  submittedMs: number | null;
  /** Since it reported success; what the run wrote is being inspected. */
  bakedMs: number | null;
  completedMs: number | null;
  /** Since the bakery last reported anything of it. */
  observedMs: number | null;
  /** Its newest call of the runner; null when there is none. */
  invocation: {
    state: CallRow['state'];
    outcome: CallRow['outcome'];
    startedMs: number | null;
    /** Whether the runner printed that it submitted a job. */
    printedJob: boolean;
    /** Why its bakery did not take the job when it was tried last. */
    refusal: string | null;
    /** Of the work that calls the runner: `failed` is for an operator. */
    work: Row<'work'>['state'] | null;
  } | null;
}

type CallRow = Row<'runner_invocation'>;

interface FollowedRow extends Omit<FollowedRun, 'invocation'> {
  invocationState: CallRow['state'] | null;
  invocationOutcome: CallRow['outcome'];
  invocationStartedMs: number | null;
  invocationPrintedJob: boolean;
  invocationRefusal: string | null;
  invocationWork: Row<'work'>['state'] | null;
}

const sinceMs = (column: string) => `(extract(epoch from now() - ${column}) * 1000)::float8`;

/** SQL, for the lateral join and ages by the database's clock. */
export async function findFollowedRun(db: Queryable, runId: number): Promise<FollowedRun | null> {
  const { rows } = await db.query<FollowedRow>(
    `select r.id, r.status, r.conclusion, r.corrected_at is not null as corrected, r.dispatch_key is not null as ours, b.name as bakery,
       r.is_test as "isTest", r.bakery_job_name as "jobName", r.bakery_job_id as "jobId", r.target_url as "targetUrl",
       case when r.cancel_requested_at is not null then coalesce(r.cancel_requested_by, 'somebody') end as "cancelRequestedBy",
       ${sinceMs(`(r.started_at at time zone 'utc')`)} as "ageMs", ${sinceMs('r.dispatched_at')} as "dispatchedMs",
       ${sinceMs('r.submitted_at')} as "submittedMs", ${sinceMs(`(r.completed_at at time zone 'utc')`)} as "completedMs",
       ${sinceMs('r.observed_at')} as "observedMs", ${sinceMs('r.baked_at')} as "bakedMs", i.state as "invocationState", i.outcome as "invocationOutcome",
       ${sinceMs('i.started_at')} as "invocationStartedMs", i.refusal as "invocationRefusal",
       i.result is not null as "invocationPrintedJob", w.state as "invocationWork"
     from reciperun r join bakery b on b.id = r.bakery_id
       left join lateral (select * from runner_invocation where recipe_run_id = r.id order by id desc limit 1) i on true
       left join work w on w.kind = 'invocations' and w.ref = i.id::text
     where r.id = $1`,
    [runId],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

function fromRow({
  invocationState,
  invocationOutcome,
  invocationStartedMs,
  invocationPrintedJob,
  invocationRefusal,
  invocationWork,
  ...run
}: FollowedRow): FollowedRun {
  return {
    ...run,
    invocation: invocationState && {
      state: invocationState,
      outcome: invocationOutcome,
      startedMs: invocationStartedMs,
      printedJob: invocationPrintedJob,
      refusal: invocationRefusal,
      work: invocationWork,
    },
  };
}

/** A run whose job a bakery has, and nobody wants it ended. */
export interface RunAtBakery {
  id: number;
  jobName: string;
  jobId: string | null;
  submittedMs: number;
  /** Until its next scheduled check. */
  dueInMs: number;
  /** Since its bakery was asked about this job alone; null when it never was. */
  askedAloneMs: number | null;
}

/** Runs whose job the bakery has and that wait for their next check. SQL: it joins work by a ref that is a number. */
export async function findRunsAtBakery(db: Queryable, bakery: string, limit: number): Promise<RunAtBakery[]> {
  const { rows } = await db.query<RunAtBakery>(
    `select r.id, r.bakery_job_name as "jobName", r.bakery_job_id as "jobId",
       (extract(epoch from now() - r.submitted_at) * 1000)::float8 as "submittedMs",
       (extract(epoch from w.due_at - now()) * 1000)::float8 as "dueInMs",
       (extract(epoch from now() - (r.bakery_job ->> 'resources_at')::timestamptz) * 1000)::float8 as "askedAloneMs"
     from work w join reciperun r on r.id = w.ref::int join bakery b on b.id = r.bakery_id
     where w.kind = 'reconciliations' and w.state = 'waiting' and b.name = $1 and r.status = 'in_progress'
       and r.submitted_at is not null and r.bakery_job_name is not null and r.cancel_requested_at is null
     order by w.due_at limit $2`,
    [bakery, limit],
  );
  return rows;
}
