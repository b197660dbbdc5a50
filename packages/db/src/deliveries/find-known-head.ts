import type { Queryable } from '../transaction.ts';
import type { PullRequestMoment } from './has-head-moved-since.ts';

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
