import { z } from 'zod';
import type { RecipeRunDetails } from '../../api/rows.ts';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from './run-id.schema.ts';

export const runsRetryCommand = defineCommand({
  path: 'runs retry',
  summary: 'Run an ended run again, as a new run.',
  arguments: [['<run>', 'its id']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await context.api().json<RecipeRunDetails>(`/recipe_runs/${id}/retry`, { method: 'POST' });
    return { data: run, text: `Run ${run.id} repeats run ${id}.` };
  },
});
