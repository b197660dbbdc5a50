import { migrate } from '@pangeo-forge/db/migrate';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const dbMigrateCommand = defineCommand({
  path: 'db migrate',
  summary: 'Bring the database to today’s schema; harmless the second time.',
  details: 'An empty database gets everything; one of the Python service is adopted in place, no row lost or changed.',
  replaces: '`python -m alembic upgrade head`',
  input: z.object({}),
  async run(context) {
    const applied = await withDatabase(context, migrate);
    return {
      data: { applied },
      text: applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'The database is up to date.',
    };
  },
});
