import type { Queryable } from '../transaction.ts';

export interface OriginalRows {
  /** Of Alembic; null where the Python service never was. */
  alembicVersion: string | null;
  bakeries: number;
  feedstocks: number;
  runs: number;
}

/**
 * What the Python service left in a database; null when it has none of its tables. SQL: the tables may be missing, and
 * Alembic's has no entity.
 */
export async function countOriginalRows(db: Queryable): Promise<OriginalRows | null> {
  const there = await db.query<{ runs: boolean; alembic: boolean }>(
    `select to_regclass('reciperun') is not null as runs, to_regclass('alembic_version') is not null as alembic`,
  );
  if (!there.rows[0]?.runs) return null;
  const { rows } = await db.query<Omit<OriginalRows, 'alembicVersion'>>(
    `select (select count(*)::integer from bakery) as bakeries, (select count(*)::integer from feedstock) as feedstocks,
       (select count(*)::integer from reciperun) as runs`,
  );
  const version = there.rows[0].alembic
    ? await db.query<{ version: string }>('select version_num as version from alembic_version')
    : null;
  return { alembicVersion: version?.rows[0]?.version ?? null, ...(rows[0] as Omit<OriginalRows, 'alembicVersion'>) };
}
