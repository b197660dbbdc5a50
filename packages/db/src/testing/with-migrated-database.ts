import { afterAll } from '@jest/globals';
import { type Database, openDatabase } from '../open-database.ts';
import { createMigratedDatabase } from './migrated-database.ts';

/**
 * Opens a database of the test file’s own, with the present schema, and drops it after the tests:
 * `const { pool } = await withMigratedDatabase();` at the top of the file.
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
