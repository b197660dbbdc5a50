import { sql } from 'kysely';
import { all, build, startsWith } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

export interface HeadCheck {
  state: 'completed' | 'in_progress' | 'none';
  /** Of the newest completed round. */
  conclusion: string | null;
  title: string | null;
}

const COMPLETED = ' completed';

/**
 * How far the check of a commit is; keys of its rounds start with the prefix, and a round's completion ends in `
 * completed`.
 */
export async function findHeadCheck(db: Queryable, keyPrefix: string): Promise<HeadCheck> {
  const effects = await all(
    db,
    build
      .selectFrom('effect')
      .select(['key', 'result'])
      .where(({ ref }) => startsWith(ref('key'), keyPrefix))
      .where('state', '=', 'done')
      .orderBy('done_at', 'desc'),
  );
  const completed = effects.filter(({ key }) => key.endsWith(COMPLETED));
  const created = effects.filter(({ key }) => !key.endsWith(COMPLETED));
  const pending = created.some(({ key }) => !completed.some((effect) => effect.key === `${key}${COMPLETED}`));
  const result = completed[0]?.result as { conclusion?: string; title?: string } | null | undefined;
  const { conclusion = null, title = null } = result ?? {};
  return { state: pending ? 'in_progress' : created.length > 0 ? 'completed' : 'none', conclusion, title };
}

export interface ShownCheck {
  checkRunId: number | null;
  /** ISO 8601; null while no round has shown a verdict. */
  shownAt: string | null;
}

/** The newest check run of a commit, and since when a verdict about it is shown. Superseded rounds show none. */
export async function findShownCheck(db: Queryable, keyPrefix: string): Promise<ShownCheck> {
  const effects = await all(
    db,
    build
      .selectFrom('effect')
      .select(['key', 'result', 'done_at'])
      .where(({ ref }) => startsWith(ref('key'), keyPrefix))
      .where('state', '=', 'done')
      .orderBy('done_at', 'asc'),
  );
  const shown = effects.find(
    ({ key, result }) =>
      key.endsWith(COMPLETED) && (result as { conclusion?: string } | null)?.conclusion !== 'neutral',
  );
  const created = effects.findLast(({ key }) => !key.endsWith(COMPLETED));
  const id = (created?.result as { id?: unknown } | null | undefined)?.id;
  return { checkRunId: typeof id === 'number' ? id : null, shownAt: shown?.done_at ?? null };
}

export interface UnfinishedCheckRun {
  key: string;
  /** Null: somebody meant to create it, and it is not known how that ended. */
  checkRunId: number | null;
}

/**
 * Check runs that were created, or perhaps were, and not completed; keys start with the prefix, and their completion's
 * key is theirs with ` completed`.
 */
export function findUnfinishedCheckRuns(db: Queryable, keyPrefix: string): Promise<UnfinishedCheckRun[]> {
  return all(
    db,
    build
      .selectFrom('effect as created')
      .select(['created.key', sql<number | null>`(created.result ->> 'id')::float8`.as('checkRunId')])
      .where(({ ref }) => startsWith(ref('created.key'), keyPrefix))
      .where('created.key', 'not like', `%${COMPLETED}`)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('effect as ended')
              .select('ended.key')
              .where('ended.key', '=', sql<string>`created.key || ' completed'`)
              .where('ended.state', '=', 'done'),
          ),
        ),
      ),
  );
}
