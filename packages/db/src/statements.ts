import {
  type Compilable,
  DummyDriver,
  type Expression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Tables } from './entities/tables.ts';
import type { Queryable } from './transaction.ts';

/**
 * Builds statements on the tables of the entities; it has no connection, and runs none. ADR 0015 says what is built
 * here, and what is SQL.
 */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Runs a statement on a connection or in a transaction, with bound parameters. */
export async function all<Row>(db: Queryable, statement: Compilable<Row>): Promise<Row[]> {
  return (await run(db, statement)).rows as Row[];
}

/** The first row; null when there is none. */
export async function first<Row>(db: Queryable, statement: Compilable<Row>): Promise<Row | null> {
  return (await all(db, statement))[0] ?? null;
}

/** How many rows the statement found or changed. */
export async function affected(db: Queryable, statement: Compilable<unknown>): Promise<number> {
  return (await run(db, statement)).rowCount ?? 0;
}

function run(db: Queryable, statement: Compilable<unknown>) {
  const { sql: text, parameters } = statement.compile();
  return db.query(text, [...parameters]);
}

/** The database's clock: those of the processes may differ. */
export const now = sql<string>`now()`;

export function afterMs(ms: number): RawBuilder<string> {
  return sql<string>`now() + ${ms} * interval '1 millisecond'`;
}

export function msSince(time: Expression<string | null>): RawBuilder<number | null> {
  return sql<number | null>`(extract(epoch from now() - ${time}) * 1000)::float8`;
}

const PATTERN = {
  s: 'YYYY-MM-DD"T"HH24:MI:SS"Z"',
  ms: 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"',
  us: 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"',
};

/** ISO 8601, UTC, with these decimals. The time has a zone. */
export function iso<Time extends string | null>(
  time: Expression<Time>,
  decimals: keyof typeof PATTERN,
): RawBuilder<Time> {
  return sql<Time>`to_char(${time} at time zone 'utc', ${sql.lit(PATTERN[decimals])})`;
}

/** The same of one of the original's times: UTC without a zone. */
export function isoOfNaive<Time extends string | null>(
  time: Expression<Time>,
  decimals: keyof typeof PATTERN,
): RawBuilder<Time> {
  return sql<Time>`to_char(${time}, ${sql.lit(PATTERN[decimals])})`;
}

/** GitHub's names are the same in any case. */
export function isSameName(column: Expression<string | null>, name: string): RawBuilder<boolean> {
  return sql<boolean>`lower(${column}) = lower(${name})`;
}

export function startsWith(column: Expression<string | null>, prefix: string): RawBuilder<boolean> {
  return sql<boolean>`starts_with(${column}, ${prefix})`;
}

/** One array is bound, however many values there are: so the text of the statement is always the same. */
export function isAnyOf<Value>(
  column: Expression<Value>,
  values: readonly Value[],
  type: 'text' | 'integer',
): RawBuilder<boolean> {
  return sql<boolean>`${column} = any(${[...values]}::${sql.raw(type)}[])`;
}
