import type { Pool, PoolClient } from 'pg';

/** What can run a statement: the pool, or one connection in a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/** Commits what `body` does, or nothing of it. */
export async function inTransaction<T>(pool: Pool, body: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await body(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
