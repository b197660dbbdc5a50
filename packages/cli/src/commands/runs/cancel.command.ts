import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from '../../api/runs.ts';

export const runsCancelCommand = defineCommand({
  path: 'runs cancel',
  summary: 'End a run: a queued one at once, one in progress when the runner or the bakery confirms.',
  arguments: [['<run>', 'its id']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await answerOf(context.api().POST('/recipe_runs/{id}/cancel', { params: { path: { id } } }));
    const ended = run.status === 'completed';
    const text = ended
      ? `Run ${id} was cancelled.`
      : `Run ${id} is being cancelled; \`runs logs -f ${id}\` shows its end.`;
    return { data: run, text };
  },
});
