import { migrate } from '@pangeo-forge/db/migrate';
import { countOriginalRows } from '@pangeo-forge/db/schema/count-original-rows';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';

export const dbAdoptCommand = defineCommand({
  path: 'db adopt',
  summary: 'Take over the database of the Python service in place, and show that nothing was lost.',
  details:
    'The same as `db migrate`, but refuses a database without the original’s tables. The Python service may continue to use it.',
  input: z.object({}),
  run: (context) =>
    withDatabase(context, (database) =>
      context.progress(3, async (progress) => {
        progress.step('Counting the rows of the Python service');
        const before = await countOriginalRows(database.pool);
        if (!before)
          throw new AppError('conflict', 'This database has no table of the Python service: use `db migrate`.');
        progress.step('Migrating');
        const applied = await migrate(database);
        progress.step('Counting again');
        const after = await countOriginalRows(database.pool);
        const done = applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'It was adopted before.';
        const rows = `${after?.runs} runs, ${after?.feedstocks} feedstocks and ${after?.bakeries} bakeries (before: ${before.runs}, ${before.feedstocks}, ${before.bakeries}).`;
        return { data: { applied, before, after }, text: `${done}\n${rows}` };
      }),
    ),
});
