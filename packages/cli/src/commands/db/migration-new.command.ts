import { findSchemaDrift } from '@pangeo-forge/db/schema/find-schema-drift';
import { z } from 'zod';
import { newMigration } from '../../db/new-migration.ts';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const dbMigrationNewCommand = defineCommand({
  path: 'db migration new',
  summary: 'A new migration and its line in the list, in a checkout of the orchestrator.',
  details:
    'With DATABASE_URL it also lists where that database and the entities in the code differ: what the migration must change.',
  replaces: '`python -m alembic revision --autogenerate`',
  options: [['-m, --message <text>', 'what it does, such as "add run labels"']],
  input: z.object({ message: z.string('-m is needed: what the migration does').min(1) }),
  async run(context, { message }) {
    const file = await newMigration(context.cwd, message, new Date());
    const drift = context.variables['DATABASE_URL'] ? await withDatabase(context, findSchemaDrift) : [];
    const lines = [`wrote ${file}`, ...drift.map((difference) => `to be changed: ${difference}`)];
    return { data: { file, drift }, text: lines.join('\n') };
  },
});
