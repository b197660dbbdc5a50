import type { Queryable } from '../transaction.ts';

export interface QueueStatus {
  kind: string;
  due: number;
  leased: number;
  waiting: number;
  failed: number;
  /** Age of the oldest work that is due and that nobody has taken; null when there is none. */
  oldestDueSeconds: number | null;
}

/** The work table by kind: what the length and the age of the queues are. */
export async function readQueueStatus(db: Queryable): Promise<QueueStatus[]> {
  const { rows } = await db.query<QueueStatus>(
    `select kind,
       count(*) filter (where state = 'due')::integer as due,
       count(*) filter (where state = 'leased')::integer as leased,
       count(*) filter (where state = 'waiting')::integer as waiting,
       count(*) filter (where state = 'failed')::integer as failed,
       extract(epoch from now() - min(due_at) filter (where state = 'due' and due_at <= now()))::integer as "oldestDueSeconds"
     from work where state <> 'done' group by kind order by kind`,
  );
  return rows;
}
