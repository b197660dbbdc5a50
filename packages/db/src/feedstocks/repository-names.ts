import type { Row } from '../entities/tables.ts';
import { findSetting, writeSetting } from '../settings/setting.ts';
import type { Queryable } from '../transaction.ts';

const keyOf = (repositoryId: number) => `name of repository ${repositoryId}`;

/** GitHub's id of a repository stays: a request with an older name gets this one. */
export async function recordName(db: Queryable, repositoryId: number, fullName: string): Promise<void> {
  await writeSetting(db, keyOf(repositoryId), fullName);
}

/** The name that a repository was given since; null when it was never renamed, as far as is known here. */
export async function findCurrentName(db: Queryable, repositoryId: number): Promise<string | null> {
  const value = (await findSetting(db, keyOf(repositoryId)))?.value;
  return typeof value === 'string' ? value : null;
}

/**
 * The names that a repository has had, its present one first; whichever of them is asked for. A name that another took
 * since is that one's. SQL, since it groups and compares arrays.
 */
export async function findNames(db: Queryable, repository: string): Promise<string[]> {
  const { rows } = await db.query<Pick<Row<'feedstock'>, 'spec'> & { former: string[] }>(
    `select f.spec, array_agg(j.from_state order by j.id desc) as former
     from feedstock f join journal j on lower(j.subject) = 'feedstock ' || f.id and j.kind = 'operation' and j.from_state is not null
     group by f.id, f.spec
     having lower(f.spec) = lower($1)
       or lower($1) = any(array_agg(lower(j.from_state))) and not exists (select 1 from feedstock other where lower(other.spec) = lower($1))
     order by lower(f.spec) = lower($1) desc, max(j.id) desc limit 1`,
    [repository],
  );
  return rows[0] ? [...new Set([rows[0].spec, ...rows[0].former])] : [repository];
}
