import type { Row } from '../entities/tables.ts';
import { all, build, first, isSameName, startsWith } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** The head in GitHub's last delivery before the moment; null when there was none yet. */
export async function findKnownHead(
  db: Queryable,
  { repository, number, at }: PullRequestMoment,
): Promise<string | null> {
  const newest = await first(
    db,
    deliveriesOf(repository, number)
      .select('head_sha')
      .where('head_sha', 'is not', null)
      .where('occurred_at', '<=', at)
      .orderBy('occurred_at', 'desc')
      .orderBy('received_at', 'desc')
      .limit(1),
  );
  return newest?.head_sha ?? null;
}

export interface PullRequestMoment {
  repository: string;
  number: number;
  /** ISO 8601. */
  at: string;
}

/**
 * Whether a push to the pull request's branch came after the moment, by its deliveries; GitHub's clock ticks in
 * seconds, and nobody has seen a commit of the same second.
 */
export async function hasHeadMovedSince(
  db: Queryable,
  { repository, number, at }: PullRequestMoment,
): Promise<boolean> {
  const pushed = await first(
    db,
    deliveriesOf(repository, number)
      .select('id')
      .where('action', '=', 'synchronize')
      .where('occurred_at', '>=', at)
      .limit(1),
  );
  return pushed !== null;
}

export interface HeadArrival {
  /** `synchronize`, `opened` … */
  action: string | null;
  /** Login of who pushed, or opened the pull request. */
  sender: string;
}

/** The deliveries that brought this head: who pushed it, by GitHub's events. */
export async function findArrivalsOfHead(
  db: Queryable,
  { repository, number, headSha }: { repository: string; number: number; headSha: string },
): Promise<HeadArrival[]> {
  const rows = await all(
    db,
    deliveriesOf(repository, number)
      .select(['action', 'sender'])
      .distinct()
      .where('head_sha', '=', headSha)
      .where('action', 'in', ['opened', 'synchronize'])
      .where('sender', 'is not', null),
  );
  return rows.flatMap(({ action, sender }) => (sender === null ? [] : [{ action, sender }]));
}

/** Heads that the pull request has had and that begin like this, by GitHub's events. */
export async function findHeadsLike(
  db: Queryable,
  { repository, number, prefix }: { repository: string; number: number; prefix: string },
): Promise<string[]> {
  const rows = await all(
    db,
    deliveriesOf(repository, number)
      .select('head_sha')
      .distinct()
      .where(({ ref }) => startsWith(ref('head_sha'), prefix)),
  );
  return rows.flatMap(({ head_sha: head }) => head ?? []);
}

function deliveriesOf(repository: string, number: number) {
  return build
    .selectFrom('webhook_delivery')
    .where(({ ref }) => isSameName(ref('repository'), repository))
    .where('number', '=', number)
    .where('event', '=', 'pull_request');
}

/**
 * The pull request of the repository that was closed before this delivery's, and whose delivery is not handled yet;
 * null when there is none. GitHub's clock ticks in seconds: in the same second the lower number counts as the earlier.
 * SQL, since it compares rows.
 */
export async function findOpenEarlierMerge(db: Queryable, deliveryId: string): Promise<number | null> {
  const { rows } = await db.query<{ number: NonNullable<Row<'webhook_delivery'>['number']> }>(
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
