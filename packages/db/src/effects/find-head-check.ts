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
