import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from '../../api/runs.ts';

export const runsRetryCommand = defineCommand({
  path: 'runs retry',
  summary: 'Run an ended run again, as a new run.',
  arguments: [['<run>', 'its id']],
  options: [['--ref <ref>', 'a branch, tag or commit of the feedstock that a production run is repeated at']],
  input: z.object({ run: runIdSchema, ref: z.string().min(1).optional() }),
  async run(context, { run: id, ref }) {
    const body = ref === undefined ? {} : { ref };
    const run = await answerOf(context.api().POST('/recipe_runs/{id}/retry', { params: { path: { id } }, body }));
    return { data: run, text: `Run ${run.id} repeats run ${id}.` };
  },
});
