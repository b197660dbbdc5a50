import { answerOf } from '@pangeo-forge/api-client/answers';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { fields } from '../../output/table.ts';
import { runIdSchema } from '../../api/runs.ts';

export const runsShowCommand = defineCommand({
  path: 'runs show',
  summary: 'One run: what became of it, where its dataset is.',
  arguments: [['<run>', 'its id']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await answerOf(context.api().GET('/recipe_runs/{id}', { params: { path: { id } } }));
    const text = fields({
      run: run.id,
      recipe: run.recipe_id,
      feedstock: run.feedstock.spec,
      bakery: run.bakery.name,
      kind: run.is_test ? 'test' : 'production',
      commit: run.head_sha,
      status: run.status,
      conclusion: run.conclusion,
      'requested by': run.requested_by,
      'retry of': run.retry_of,
      started: run.started_at,
      completed: run.completed_at,
      dataset: run.dataset_public_url,
      failure: run.failure_reason,
      message: run.message,
    });
    return { data: run, text };
  },
});
