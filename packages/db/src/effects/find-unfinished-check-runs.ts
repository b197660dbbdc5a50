import type { Queryable } from '../transaction.ts';

export interface UnfinishedCheckRun {
  key: string;
  /** Null: somebody meant to create it, and did not say how that ended. */
  checkRunId: number | null;
}

/** Check runs that were created, or perhaps were, and not completed; keys start with the prefix, and their completion's key is theirs with ` completed`. */
export async function findUnfinishedCheckRuns(db: Queryable, keyPrefix: string): Promise<UnfinishedCheckRun[]> {
  const { rows } = await db.query<UnfinishedCheckRun>(
    `select created.key, (created.result ->> 'id')::float8 as "checkRunId" from effect created
     where starts_with(created.key, $1) and created.key not like '% completed'
       and not exists (select 1 from effect ended where ended.key = created.key || ' completed' and ended.state = 'done')`,
    [keyPrefix],
  );
  return rows;
}
