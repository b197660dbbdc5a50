import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate } from '@pangeo-forge/db/migrate';
import { MIGRATIONS } from '@pangeo-forge/db/migrations/migration-list';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';

/** Read, not loaded: only who fills the template needs the ORM. */
const FOLDER = new URL('../../../db/src/migrations/', import.meta.url);

/** A database of this test file's own, with today's schema. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  const schema = createHash('sha256');
  for (const { name } of MIGRATIONS) schema.update(readFileSync(new URL(`${name}.ts`, FOLDER)));
  const templateName = `migrated_${schema.digest('hex').slice(0, 16)}`;
  return createTestDatabase({ templateName, template: migrateDatabase });
}

async function migrateDatabase(url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 2 });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}
