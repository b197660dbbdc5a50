import { afterAll } from '@jest/globals';
import { type Database, openDatabase } from '../open-database.ts';
import { createMigratedDatabase } from './migrated-database.ts';

/**
 * Opens a database for this test file, with the present schema, and drops it after the tests: `const { pool } = await
 * withMigratedDatabase();` at the top of the file. Jest runs `afterAll` hooks in the order of the file, so what uses
 * the database registers its end before this call.
 */
export async function withMigratedDatabase({ poolSize = 4 } = {}): Promise<Database & { url: string }> {
  const { url, drop } = await createMigratedDatabase();
  const database = openDatabase({ url, poolSize });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  return { ...database, url };
}
