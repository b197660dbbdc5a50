import type { Queryable } from '../transaction.ts';

export interface PublishedDataset {
  bakery: string;
  type: string | null;
  url: string;
}

/** What a run wrote, if it succeeded and the public can read it. */
export async function findPublishedDataset(db: Queryable, runId: number): Promise<PublishedDataset | null> {
  const { rows } = await db.query<PublishedDataset>(
    `select b.name as bakery, r.dataset_type as type, r.dataset_public_url as url
     from reciperun r join bakery b on b.id = r.bakery_id
     where r.id = $1::bigint and r.status = 'completed' and r.conclusion = 'success' and r.dataset_public_url is not null`,
    [runId],
  );
  return rows[0] ?? null;
}
