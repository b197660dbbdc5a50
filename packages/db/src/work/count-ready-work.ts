import { QUEUE_CATALOG, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import type { Queryable } from '../transaction.ts';

export type WorkerRole = (typeof QUEUE_CATALOG)[keyof typeof QUEUE_CATALOG]['role'];

/**
 * Counts work of a role that a worker could take now, or has taken. An autoscaler compares it with the slots of the
 * workers. SQL, since deploy/helm gives the same text to KEDA.
 */
export const readyWorkQuery = (role: WorkerRole): string => {
  const kinds = WORK_KINDS.filter((kind) => QUEUE_CATALOG[kind].role === role).map((kind) => `'${kind}'`);
  return `select count(*) from work where kind in (${kinds.join(', ')}) and (state = 'leased' or (state in ('due', 'waiting') and due_at <= now()))`;
};

export async function countReadyWork(db: Queryable): Promise<Record<WorkerRole, number>> {
  const count = async (role: WorkerRole) => {
    const { rows } = await db.query<{ count: string }>(readyWorkQuery(role));
    return Number(rows[0]?.count ?? 0);
  };
  return { orchestrate: await count('orchestrate'), run: await count('run') };
}
