import { z } from 'zod';
import { listAll } from '../../api/list-all.ts';
import type { RecipeRunRow } from '../../api/rows.ts';
import { defineCommand } from '../../define-command.ts';
import { runsTable } from './runs-table.ts';

export const runsListCommand = defineCommand({
  path: 'runs list',
  summary: 'Runs, latest first.',
  options: [
    ['--feedstock <owner/name>', 'of one feedstock'],
    ['--bakery <name>', 'of one bakery'],
    ['--recipe <id>', 'of one recipe'],
    ['--status <status>', 'queued, in_progress or completed'],
    ['--conclusion <conclusion>', 'such as success or failure'],
    ['--commit <sha>', 'of one commit'],
    ['--test', 'test runs only'],
    ['--production', 'production runs only'],
    ['--limit <n>', 'so many at most (20)'],
  ],
  input: z.object({
    feedstock: z.string().optional(),
    bakery: z.string().optional(),
    recipe: z.string().optional(),
    status: z.enum(['queued', 'in_progress', 'completed']).optional(),
    conclusion: z.string().optional(),
    commit: z.string().optional(),
    test: z.boolean().optional(),
    production: z.boolean().optional(),
    limit: z.coerce.number().int().positive().default(20),
  }),
  async run(context, { feedstock, bakery, recipe, status, conclusion, commit, test, production, limit }) {
    const kind = test === production ? undefined : test === true;
    const query = {
      feedstock,
      bakery,
      status,
      conclusion,
      recipe_id: recipe,
      head_sha: commit,
      is_test: kind,
      order_by: 'id',
      sort: 'desc',
    };
    const runs = await listAll<RecipeRunRow>(context.api(), '/recipe_runs/', query, limit);
    return { data: runs, text: runsTable(runs) };
  },
});
