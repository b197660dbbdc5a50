import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { formatSubject, type Subject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueWork } from '../work/enqueue-work.ts';

/** What the role `run` is asked to do. It holds no secret: those come from the bakery's config. */
export interface InvocationRequest {
  repoUrl: string;
  ref: string;
  feedstockSubdir: string | null;
  bake?: {
    recipeId: string;
    bakery: string;
    jobName: string;
    prune: boolean;
    /** Fills `{subpath}` in the bakery's storage. */
    subpath: string;
    datasetType: string;
  };
}

export interface NewInvocation {
  /** The same key is never invoked twice. */
  key: string;
  kind: 'expand_meta' | 'bake';
  /** Whose waiting work is woken when it ends. */
  subject: Subject;
  recipeRunId: number | null;
  request: InvocationRequest;
  /** Invocations of one lane never overlap, such as two production runs of one target. */
  lane?: Subject;
  label: string;
}

export interface CreatedInvocation {
  id: string;
  /** Empty when it was there before. */
  due: DueWork[];
}

export async function createInvocation(db: Queryable, invocation: NewInvocation): Promise<CreatedInvocation> {
  const { rows } = await db.query<{ id: string }>(
    `insert into runner_invocation (key, kind, subject, recipe_run_id, request) values ($1, $2, $3, $4, $5)
     on conflict (key) do nothing returning id::text`,
    [invocation.key, invocation.kind, invocation.subject, invocation.recipeRunId, JSON.stringify(invocation.request)],
  );
  if (!rows[0]) {
    const existing = await db.query<{ id: string }>('select id::text from runner_invocation where key = $1', [
      invocation.key,
    ]);
    return { id: existing.rows[0]?.id ?? '', due: [] };
  }
  const id = rows[0].id;
  const subject = invocation.lane ?? formatSubject({ of: 'invocation', id });
  return { id, due: [await enqueueWork(db, { kind: 'invocations', ref: id, subject, label: invocation.label })] };
}

export type InvocationOutcome =
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'out_of_memory'
  | 'output_limit'
  | 'cancelled'
  /** The bakery did not take the job. */
  | 'refused'
  /** By an error of ours. */
  | 'not_run';

export interface Invocation {
  id: string;
  key: string;
  kind: 'expand_meta' | 'bake';
  subject: string;
  recipeRunId: number | null;
  request: InvocationRequest;
  state: 'waiting' | 'running' | 'ended';
  outcome: InvocationOutcome | null;
  exitCode: number | null;
  /** expand_meta: the completed meta. bake: what the runner said of the submitted job. */
  result: unknown;
  failureReason: string | null;
  traceback: string | null;
  cancelRequested: boolean;
  /** Of its first try, ISO 8601. */
  startedAt: string | null;
  /** When its bakery first refused to take its job for the moment, ISO 8601; null when it did not. */
  refusedAt: string | null;
}

const COLUMNS = `id::text, key, kind, subject, recipe_run_id as "recipeRunId", request, state, outcome, exit_code as "exitCode", result,
  failure_reason as "failureReason", traceback, cancel_requested_at is not null as "cancelRequested",
  to_char(started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
  to_char(refused_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "refusedAt"`;

export async function findInvocation(db: Queryable, by: { id: string } | { key: string }): Promise<Invocation | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['key', by.key];
  const { rows } = await db.query<Invocation>(`select ${COLUMNS} from runner_invocation where ${column} = $1`, [value]);
  return rows[0] ?? null;
}

const NOT_OF_RECIPE: readonly InvocationOutcome[] = ['refused', 'not_run'];

/** Whether an end that was no success may be for the author to mend: not where its bakery never took the job, or our own machine did not run it. */
export async function isOfRecipe(db: Queryable, recipeRunId: number): Promise<boolean> {
  const { rows } = await db.query<{ outcome: InvocationOutcome | null; wasRefused: boolean }>(
    `select i.outcome, i.refusal is not null and r.submitted_at is null as "wasRefused"
     from runner_invocation i join reciperun r on r.id = i.recipe_run_id
     where r.id = $1 and i.kind = 'bake' order by i.id desc limit 1`,
    [recipeRunId],
  );
  const bake = rows[0];
  return !bake || !(bake.wasRefused || NOT_OF_RECIPE.some((outcome) => outcome === bake.outcome));
}
