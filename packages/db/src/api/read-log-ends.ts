import type { Queryable } from '../transaction.ts';
import type { LogPlace } from './read-run-log.ts';

/** How far a run and its log are. */
export interface LogEnd {
  runId: number;
  status: string;
  conclusion: string | null;
  /** The newest chunk; null while there is none. */
  last: LogPlace | null;
}

interface EndRow {
  id: number;
  status: string;
  conclusion: string | null;
  invocation: number | null;
  attempt: number | null;
  sequence: number | null;
}

/** Of all these runs in one statement, for those who wait for news. Runs that were deleted are left out. */
export async function readLogEnds(db: Queryable, runIds: readonly number[]): Promise<LogEnd[]> {
  const { rows } = await db.query<EndRow>(
    `select r.id, r.status, r.conclusion, c.invocation_id::float8 as invocation, c.attempt, c.sequence
     from reciperun r
       left join lateral (
         select id from runner_invocation where recipe_run_id = r.id order by id desc limit 1) i on true
       left join lateral (
         select * from log_chunk where invocation_id = i.id order by attempt desc, sequence desc limit 1) c on true
     where r.id = any($1::integer[])`,
    [runIds],
  );
  return rows.map(({ id, status, conclusion, invocation, attempt, sequence }) => ({
    runId: id,
    status,
    conclusion,
    last: invocation === null ? null : { invocation, attempt: attempt ?? 0, sequence: sequence ?? 0 },
  }));
}
