import type { Queryable } from '../transaction.ts';
import type { InvocationRequest } from './create-invocation.ts';

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
