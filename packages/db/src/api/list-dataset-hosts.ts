import type { Queryable } from '../transaction.ts';

/** One URL for each host that a dataset was published on: its scheme and host, without the path. */
export async function listDatasetHosts(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ url: string }>(
    `select distinct substring(dataset_public_url from '^[A-Za-z0-9+.-]+://[^/?#]+') as url from reciperun
     where dataset_public_url is not null`,
  );
  return rows.map(({ url }) => url).filter((url) => url !== null);
}
