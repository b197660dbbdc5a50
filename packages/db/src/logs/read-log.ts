import type { Row } from '../entities/tables.ts';
import { all, build } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** Last lines of a run's newest try, for those who ask why it failed. */
export async function readLogTail(db: Queryable, recipeRunId: number, lines: number): Promise<string> {
  const newest = await all(
    db,
    build
      .selectFrom('log_chunk as c')
      .innerJoin('runner_invocation as i', 'i.id', 'c.invocation_id')
      .select('c.lines')
      .where('i.recipe_run_id', '=', recipeRunId)
      .orderBy('c.attempt', 'desc')
      .orderBy('c.sequence', 'desc')
      .limit(3),
  );
  return newest
    .toReversed()
    .flatMap((row) => row.lines.split('\n'))
    .filter(Boolean)
    .slice(-lines)
    .join('\n');
}

/** Where a chunk stands in the log of its run. Compared field by field. */
export interface LogPlace {
  invocation: number;
  attempt: number;
  sequence: number;
}

export interface LogEntry extends Pick<Row<'log_chunk'>, 'severity' | 'lines'> {
  place: LogPlace;
  /** ISO 8601, UTC. */
  writtenAt: string;
}

export interface LogQuery {
  runId: number;
  severities: readonly string[];
  /** ISO 8601; null: from the beginning. */
  since: string | null;
}

type LogRow = LogPlace & Omit<LogEntry, 'place'>;

/**
 * SQL: everybody who follows a log asks this all the time, and a place is compared as a row, so that the primary key
 * finds it.
 */
const SELECT = `select c.invocation_id::float8 as invocation, c.attempt, c.sequence, c.severity, c.lines,
    to_char(c.written_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "writtenAt"
  from log_chunk c join runner_invocation i on i.id = c.invocation_id
  where i.recipe_run_id = $1 and c.severity = any($2) and ($3::timestamptz is null or c.written_at >= $3)`;

/** The next entries behind a place (null: the first ones), in order. */
export async function readLogBehind(
  db: Queryable,
  { runId, severities, since }: LogQuery,
  place: LogPlace | null,
  limit: number,
): Promise<LogEntry[]> {
  const { invocation, attempt, sequence } = place ?? { invocation: 0, attempt: 0, sequence: -1 };
  const { rows } = await db.query<LogRow>(
    `${SELECT} and (c.invocation_id, c.attempt, c.sequence) > ($4, $5, $6)
     order by c.invocation_id, c.attempt, c.sequence limit $7`,
    [runId, severities, since, invocation, attempt, sequence, limit],
  );
  return rows.map(toEntry);
}

/** The last entries before a place (null: of all), newest first. */
export async function readLogBefore(
  db: Queryable,
  { runId, severities, since }: LogQuery,
  place: LogPlace | null,
  limit: number,
): Promise<LogEntry[]> {
  const { invocation, attempt, sequence } = place ?? { invocation: Number.MAX_SAFE_INTEGER, attempt: 0, sequence: 0 };
  const { rows } = await db.query<LogRow>(
    `${SELECT} and (c.invocation_id, c.attempt, c.sequence) < ($4, $5, $6)
     order by c.invocation_id desc, c.attempt desc, c.sequence desc limit $7`,
    [runId, severities, since, invocation, attempt, sequence, limit],
  );
  return rows.map(toEntry);
}

function toEntry({ invocation, attempt, sequence, ...entry }: LogRow): LogEntry {
  return { ...entry, place: { invocation, attempt, sequence } };
}

/** How far a run and its log are. */
export interface LogEnd extends Pick<Row<'reciperun'>, 'status' | 'conclusion'> {
  runId: number;
  /** The newest chunk; null while there is none. */
  last: LogPlace | null;
}

type EndRow = Pick<Row<'reciperun'>, 'id' | 'status' | 'conclusion'> & { [Field in keyof LogPlace]: number | null };

/**
 * Of all these runs in one statement, for those who wait for news. Runs that were deleted are left out. SQL, for the
 * lateral joins.
 */
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
