import type { Queryable } from '../transaction.ts';

/** Check runs that were created, and not completed; keys start with the prefix, and their completion's key is theirs with ` completed`. */
export async function findUnfinishedCheckRuns(
  db: Queryable,
  keyPrefix: string,
): Promise<Array<{ key: string; checkRunId: number }>> {
  const { rows } = await db.query<{ key: string; checkRunId: number }>(
    `select created.key, (created.result ->> 'id')::float8 as "checkRunId" from effect created
     where starts_with(created.key, $1) and created.key not like '% completed' and created.state = 'done'
       and not exists (select 1 from effect ended where ended.key = created.key || ' completed' and ended.state = 'done')`,
    [keyPrefix],
  );
  return rows;
}
