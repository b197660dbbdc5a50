import { createHash } from 'node:crypto';
import { migrate } from '@pangeo-forge/db/migrate';
import { MIGRATIONS } from '@pangeo-forge/db/migrations/migration-list';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';

/** A database of this test file's own, with today's schema. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  const schema = MIGRATIONS.map(({ name, class: migration }) => `${name} ${migration.toString()}`).join('\n');
  const templateName = `migrated_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;
  return createTestDatabase({ templateName, template: migrateDatabase });
}

async function migrateDatabase(url: string): Promise<void> {
  const database = await openDatabase({ url, poolSize: 2 });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}
