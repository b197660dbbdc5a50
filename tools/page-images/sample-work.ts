import type { Pool } from '@pangeo-forge/db/open-database';
import type { DueWork, Waker } from '@pangeo-forge/shared/queues/waker';

/** What an operator looks at: work that failed, that waits, and that is told of and not yet taken. */
export async function writeSampleWork(pool: Pool, waker: Waker): Promise<void> {
  const { rows } = await pool.query<DueWork & { state: string }>(
    `insert into work (kind, ref, subject, label, state, attempts, last_error, updated_at) values
       ('reports', 'sample 1', 'run 258', 'report run 258', 'failed', 25, 'GitHub refused: the App may not comment on pangeo-forge/ocean-colour-feedstock. Ask an owner to accept its new permissions, then try again.', now() - interval '2 hours'),
       ('deliveries', 'sample 2', 'pull_request pangeo-forge/staged-recipes#41', 'pull_request pangeo-forge/staged-recipes#41', 'waiting', 1, 'the recipes are being read by pangeo-forge-runner', now() - interval '1 minute'),
       ('reconciliations', 'sample 3', 'run 263', 'job of run 263', 'waiting', 4, 'the bakery dataflow-us-central1 is asked again in 5 minutes', now() - interval '4 minutes'),
       ('reports', 'sample 4', 'run 261', 'report run 261', 'due', 0, null, now()),
       ('reports', 'sample 5', 'run 262', 'report run 262', 'due', 0, null, now())
     returning id::text, kind, label, state`,
  );
  await waker.wake(rows.filter(({ state }) => state === 'due').map(({ id, kind, label }) => ({ id, kind, label })));
}
