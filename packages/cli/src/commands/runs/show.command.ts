import { z } from 'zod';
import type { RecipeRunDetails } from '../../api/rows.ts';
import { defineCommand } from '../../define-command.ts';
import { fields } from '../../output/fields.ts';
import { runIdSchema } from './run-id.schema.ts';

export const runsShowCommand = defineCommand({
  path: 'runs show',
  summary: 'One run: what became of it, where its dataset is.',
  arguments: [['<run>', 'its id']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await context.api().json<RecipeRunDetails>(`/recipe_runs/${id}`);
    const text = fields({
      run: run.id,
      recipe: run.recipe_id,
      feedstock: run.feedstock.spec,
      bakery: run.bakery.name,
      kind: run.is_test ? 'test' : 'production',
      commit: run.head_sha,
      status: run.status,
      conclusion: run.conclusion,
      started: run.started_at,
      completed: run.completed_at,
      dataset: run.dataset_public_url,
      message: run.message,
    });
    return { data: run, text };
  },
});
