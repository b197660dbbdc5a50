import type { Queryable } from '../transaction.ts';

/** The head that GitHub last told of before the moment; null when it told nothing yet. */
export async function findKnownHead(
  db: Queryable,
  { repository, number, at }: PullRequestMoment,
): Promise<string | null> {
  const { rows } = await db.query<{ headSha: string }>(
    `select head_sha as "headSha" from webhook_delivery
     where lower(repository) = lower($1) and number = $2 and event = 'pull_request' and head_sha is not null and occurred_at <= $3
     order by occurred_at desc, received_at desc limit 1`,
    [repository, number, at],
  );
  return rows[0]?.headSha ?? null;
}

export interface PullRequestMoment {
  repository: string;
  number: number;
  /** ISO 8601. */
  at: string;
}

/** Whether a push to the pull request's branch came after the moment, as its deliveries tell; GitHub's clock ticks in seconds, and nobody has seen a commit of the same second. */
export async function hasHeadMovedSince(
  db: Queryable,
  { repository, number, at }: PullRequestMoment,
): Promise<boolean> {
  const { rows } = await db.query<{ moved: boolean }>(
    `select exists (select 1 from webhook_delivery
       where lower(repository) = lower($1) and number = $2 and event = 'pull_request' and action = 'synchronize' and occurred_at >= $3) as moved`,
    [repository, number, at],
  );
  return rows[0]?.moved ?? false;
}

/**
 * The pull request of the repository that was closed before this delivery's, and whose delivery is not handled yet; null when there is none. GitHub's
 * clock ticks in seconds: within one the lower number counts as the earlier.
 */
export async function findOpenEarlierMerge(db: Queryable, deliveryId: string): Promise<number | null> {
  const { rows } = await db.query<{ number: number }>(
    `select earlier.number from webhook_delivery mine
       join webhook_delivery earlier on lower(earlier.repository) = lower(mine.repository) and earlier.event = 'pull_request'
         and earlier.action = 'closed' and earlier.number <> mine.number
         and (earlier.occurred_at, earlier.number) < (mine.occurred_at, mine.number)
       join work w on w.kind = 'deliveries' and w.ref = earlier.id and w.state in ('due', 'leased', 'waiting')
     where mine.id = $1 order by earlier.occurred_at, earlier.number limit 1`,
    [deliveryId],
  );
  return rows[0]?.number ?? null;
}
