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

/** Until the end of the transaction nobody else holds a lock of this name. */
export async function lockName(client: Queryable, name: string): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

/** Another row has the same unique values. */
export function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: string }).code === '23505';
}
