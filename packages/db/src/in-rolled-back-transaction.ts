import type { Pool, PoolClient } from 'pg';

/**
 * Lets `body` work on the database as ever, and takes back all of it. What it gets behaves as a pool of one connection, whose transactions are
 * savepoints; they come one after the other. Rows that it writes are locked until it ends: let it be short.
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
