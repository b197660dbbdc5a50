import { z } from 'zod';
import { findBakery } from '../../api/bakeries.ts';
import { listRuns } from '../../api/runs.ts';
import { defineCommand } from '../../define-command.ts';
import { fields } from '../../output/table.ts';
import { runsTable } from '../runs/runs-table.ts';

const RUNS = 10;

export const bakeriesShowCommand = defineCommand({
  path: 'bakeries show',
  summary: 'One bakery, and its latest runs.',
  arguments: [['<bakery>', 'its name or its id']],
  input: z.object({ bakery: z.string() }),
  async run(context, { bakery: wanted }) {
    const api = context.api();
    const bakery = await findBakery(api, wanted);
    const runs = await Array.fromAsync(listRuns(api, { bakery_id: bakery.id }, RUNS));
    return {
      data: { ...bakery, latest_runs: runs },
      text: `${fields({ ...bakery })}\n\nLatest runs:\n${runsTable(runs)}`,
    };
  },
});
