import type { Queryable } from '../transaction.ts';

const keyOf = (repositoryId: number) => `name of repository ${repositoryId}`;

/** GitHub's id of a repository stays: whoever comes with an older name learns of this one. */
export async function recordName(db: Queryable, repositoryId: number, fullName: string): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [keyOf(repositoryId), JSON.stringify(fullName)],
  );
}

/** The name that a repository was given since; null when it was never renamed, as far as is known here. */
export async function findCurrentName(db: Queryable, repositoryId: number): Promise<string | null> {
  const { rows } = await db.query<{ value: unknown }>('select value from setting where key = $1', [
    keyOf(repositoryId),
  ]);
  return typeof rows[0]?.value === 'string' ? rows[0].value : null;
}
