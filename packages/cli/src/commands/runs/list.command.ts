import type { Conclusion } from '@pangeo-forge/api-client/rows';
import { z } from 'zod';
import { listRuns, type RunQuery } from '../../api/runs.ts';
import { defineCommand } from '../../define-command.ts';
import { runsTable } from './runs-table.ts';

const CONCLUSIONS = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'stale',
  'timed_out',
] as const satisfies readonly Conclusion[];

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
    ['--limit <n>', 'maximum number (20)'],
  ],
  input: z.object({
    feedstock: z.string().optional(),
    bakery: z.string().optional(),
    recipe: z.string().optional(),
    status: z.enum(['queued', 'in_progress', 'completed']).optional(),
    conclusion: z.enum(CONCLUSIONS).optional(),
    commit: z.string().optional(),
    test: z.boolean().optional(),
    production: z.boolean().optional(),
    limit: z.coerce.number().int().positive().default(20),
  }),
  async run(context, { feedstock, bakery, recipe, status, conclusion, commit, test, production, limit }) {
    const query: RunQuery = {
      ...(feedstock === undefined ? {} : { feedstock }),
      ...(bakery === undefined ? {} : { bakery }),
      ...(recipe === undefined ? {} : { recipe_id: recipe }),
      ...(commit === undefined ? {} : { head_sha: commit }),
      ...(status === undefined ? {} : { status: [status] }),
      ...(conclusion === undefined ? {} : { conclusion: [conclusion] }),
      ...(test === production ? {} : { is_test: test === true }),
    };
    const runs = await Array.fromAsync(listRuns(context.api(), query, limit));
    return { data: runs, text: runsTable(runs) };
  },
});
