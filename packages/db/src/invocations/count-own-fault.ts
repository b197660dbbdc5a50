import type { Queryable } from '../transaction.ts';

/** The call failed by our own fault, once more; answers how often now. Deaths of the process and a Postgres that was away are not among these. */
export async function countOwnFault(db: Queryable, id: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'update runner_invocation set own_faults = own_faults + 1 where id = $1 returning own_faults as count',
    [id],
  );
  return rows[0]?.count ?? 0;
}
