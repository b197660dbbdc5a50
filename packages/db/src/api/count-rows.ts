import type { Queryable } from '../transaction.ts';
import type { ServedTable } from './row-fields.ts';

export async function countTable(db: Queryable, table: ServedTable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
  return rows[0]?.count ?? 0;
}

/** Every run with a public URL counts, whatever became of it: so the original counted. */
export async function countDatasets(db: Queryable, options: { excludeTestRuns: boolean }): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from reciperun where dataset_public_url is not null and not ($1 and is_test)`,
    [options.excludeTestRuns],
  );
  return rows[0]?.count ?? 0;
}
