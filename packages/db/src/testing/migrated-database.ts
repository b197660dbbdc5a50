import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/migration-list.ts';
import { openDatabase } from '../open-database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** Read as text: only filling the template needs the ORM. */
const FOLDER = new URL('../migrations/', import.meta.url);

/** A database for one test file, with the present schema. */
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
