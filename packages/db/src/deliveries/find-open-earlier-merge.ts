import type { Queryable } from '../transaction.ts';

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
