import type { Queryable } from '../transaction.ts';

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
