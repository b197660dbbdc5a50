import { findMissingMigrations } from '@pangeo-forge/db/migrate';
import { findSchemaDrift } from '@pangeo-forge/db/schema/find-schema-drift';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';

export const dbCheckCommand = defineCommand({
  path: 'db check',
  summary: 'Check that the database has the current schema and matches the entities in the code.',
  input: z.object({}),
  async run(context) {
    const report = await withDatabase(context, async (database) => {
      const pending = await findMissingMigrations(database);
      return { pending, drift: pending.length > 0 ? [] : await findSchemaDrift(database) };
    });
    const lines = [
      ...report.pending.map((name) => `missing: ${name} (\`pangeo-forge db migrate\`)`),
      ...report.drift.map((problem) => `differs: ${problem}`),
    ];
    return {
      data: report,
      text: lines.length > 0 ? lines.join('\n') : 'The database is up to date and matches the code.',
      exitCode: lines.length > 0 ? EXIT_CODES.no.code : EXIT_CODES.done.code,
    };
  },
});
