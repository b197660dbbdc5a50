import { affected, build } from '../statements.ts';
import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Queryable } from '../transaction.ts';
import type { LeasedWork } from './work.ts';

/**
 * Lets `body` work on the database as ever, and takes back all of it. What it gets behaves as a pool of one connection,
 * whose transactions are savepoints; they come one after the other. Rows that it writes are locked until it ends: let
 * it be short.
 */
export async function inRolledBackTransaction<T>(pool: Pool, body: (pretended: Pool) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    return await body(pretendPool(client));
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

const SAVEPOINTS: Readonly<Record<string, string>> = {
  begin: 'savepoint pretended',
  commit: 'release savepoint pretended',
  rollback: 'rollback to savepoint pretended',
};

function pretendPool(client: PoolClient): Pool {
  let free = Promise.resolve();
  const query = (text: unknown, values?: unknown[]) =>
    client.query((typeof text === 'string' ? (SAVEPOINTS[text] ?? text) : text) as string, values);
  const connect = async () => {
    const before = free;
    let release = () => {};
    free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return { query, release };
  };
  return { query: client.query.bind(client), connect } as unknown as Pool;
}

/**
 * A lease for a rehearsal, to be rolled back: it holds up nobody who really works on the subject. Null when there is no
 * such work.
 */
export async function leaseForRehearsal(
  db: Queryable,
  kind: LeasedWork['kind'],
  ref: string,
): Promise<LeasedWork | null> {
  const { rows } = await db.query<LeasedWork>(
    `with lease as (
       insert into work (kind, ref, subject, label, state, lease_until, fence, holder)
       select kind, $3, $3, label, 'leased', now() + interval '10 minutes', nextval('work_fence'), 'rehearsal'
       from work where kind = $1 and ref = $2 returning id, fence)
     select lease.id::text, w.kind, w.ref, w.subject, w.label, 1 as attempts, 0 as "lostLeases", lease.fence::text
     from lease, work w where w.kind = $1 and w.ref = $2`,
    [kind, ref, `rehearsal ${randomUUID()}`],
  );
  return rows[0] ?? null;
}

/** As if nothing had been done about the work yet. Only ever to be rolled back. */
export async function forgetHistory(db: Queryable, { ref, subject }: LeasedWork): Promise<void> {
  await affected(db, build.deleteFrom('effect').where('subject', '=', subject));
  await affected(db, build.deleteFrom('journal').where('delivery_id', '=', ref));
}
