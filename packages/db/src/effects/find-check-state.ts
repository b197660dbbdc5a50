import type { Queryable } from '../transaction.ts';

/** Whether a check of the commit was completed, is in progress, or was never begun; keys of its rounds start with the prefix. */
export async function findCheckState(db: Queryable, keyPrefix: string): Promise<'completed' | 'in_progress' | 'none'> {
  const { rows } = await db.query<{ key: string }>(
    `select key from effect where starts_with(key, $1) and state = 'done'`,
    [keyPrefix],
  );
  if (rows.length === 0) return 'none';
  const created = rows.filter(({ key }) => !key.endsWith(' completed'));
  const pending = created.some(({ key }) => !rows.some((row) => row.key === `${key} completed`));
  return pending ? 'in_progress' : 'completed';
}
