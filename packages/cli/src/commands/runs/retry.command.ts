import { answerOf } from '@pangeo-forge/api-client/answer-of';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from './run-id.schema.ts';

export const runsRetryCommand = defineCommand({
  path: 'runs retry',
  summary: 'Run an ended run again, as a new run.',
  arguments: [['<run>', 'its id']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await answerOf(context.api().POST('/recipe_runs/{id}/retry', { params: { path: { id } } }));
    return { data: run, text: `Run ${run.id} repeats run ${id}.` };
  },
});
