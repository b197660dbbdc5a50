import type { Queryable } from '../transaction.ts';

export interface HeadCheck {
  state: 'completed' | 'in_progress' | 'none';
  /** Of the newest completed round. */
  conclusion: string | null;
  title: string | null;
}

interface Row {
  key: string;
  result: { conclusion?: string; title?: string } | null;
}

/** How far the check of a commit is; keys of its rounds start with the prefix, and a round's completion ends in ` completed`. */
export async function findHeadCheck(db: Queryable, keyPrefix: string): Promise<HeadCheck> {
  const { rows } = await db.query<Row>(
    `select key, result from effect where starts_with(key, $1) and state = 'done' order by done_at desc`,
    [keyPrefix],
  );
  const completed = rows.filter(({ key }) => key.endsWith(' completed'));
  const created = rows.filter(({ key }) => !key.endsWith(' completed'));
  const pending = created.some(({ key }) => !completed.some((row) => row.key === `${key} completed`));
  const { conclusion = null, title = null } = completed[0]?.result ?? {};
  return { state: pending ? 'in_progress' : created.length > 0 ? 'completed' : 'none', conclusion, title };
}

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
