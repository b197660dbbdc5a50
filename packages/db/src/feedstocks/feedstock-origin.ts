import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Row } from '../entities/tables.ts';
import type { Queryable } from '../transaction.ts';
import { enqueueAgain } from '../work/enqueue-work.ts';
import { type NewWork, reportWork } from '../work/work.ts';

export interface FeedstockOrigin {
  /** The feedstock by its present name. */
  spec: string;
  /** `owner/name` of the repository of the merged pull request, by its present name. */
  repository: string;
  pullRequest: number;
}

/** Keys of what is done for a merge on its way to a feedstock start so. */
export function feedstockKey(repository: string, pullRequest: number): string {
  return `feedstock of ${repository}#${pullRequest}`;
}

const REGISTERED = /^feedstock of (\S+)#(\d+): registered$/;

/** Key of the effect whose result is the feedstock's id. */
export function registeredKey(repository: string, pullRequest: number): string {
  return `${feedstockKey(repository, pullRequest)}: registered`;
}

/**
 * The pull request that a feedstock was made of; null when this system did not make it. SQL, whose condition on the key
 * is to the letter that of the partial index `effect_of_feedstock`.
 */
export async function findFeedstockOrigin(db: Queryable, feedstockId: number): Promise<FeedstockOrigin | null> {
  const { rows } = await db.query<Pick<Row<'effect'>, 'key'> & Pick<Row<'feedstock'>, 'spec'>>(
    `select e.key, f.spec from effect e join feedstock f on f.id = $1
     where e.key like 'feedstock of %: registered' and e.state = 'done' and e.result = to_jsonb($1::integer)
     order by e.done_at desc limit 1`,
    [feedstockId],
  );
  const [, repository, number] = REGISTERED.exec(rows[0]?.key ?? '') ?? [];
  return rows[0] && repository ? { spec: rows[0].spec, repository, pullRequest: Number(number) } : null;
}

/** The one comment that names the feedstock that was made of a pull request, and its first production runs. */
export function madeFeedstockReport(feedstockId: number): NewWork {
  return reportWork({ of: 'made_feedstock', feedstockId });
}

/** A production run started or ended: the comment is updated, where there is one. */
export function updateMadeFeedstockComment(db: Queryable, feedstockId: number): Promise<DueWork[]> {
  return enqueueAgain(db, madeFeedstockReport(feedstockId));
}
