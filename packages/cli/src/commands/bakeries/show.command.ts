import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { z } from 'zod';
import { listBakeries } from '../../api/list-bakeries.ts';
import { listRuns } from '../../api/list-runs.ts';
import { defineCommand } from '../../define-command.ts';
import { fields } from '../../output/fields.ts';
import { runsTable } from '../runs/runs-table.ts';

const RUNS = 10;

export const bakeriesShowCommand = defineCommand({
  path: 'bakeries show',
  summary: 'One bakery, and its latest runs.',
  arguments: [['<bakery>', 'its name or its id']],
  input: z.object({ bakery: z.string() }),
  async run(context, { bakery: wanted }) {
    const api = context.api();
    const bakeries = await listBakeries(api);
    const bakery = bakeries.find(({ id, name }) => name === wanted || String(id) === wanted);
    if (!bakery) {
      const nearest = nearestName(
        wanted,
        bakeries.map(({ name }) => name),
      );
      throw new AppError('not_found', `There is no bakery "${wanted}".${nearest ? ` Did you mean "${nearest}"?` : ''}`);
    }
    const runs = await Array.fromAsync(listRuns(api, { bakery_id: bakery.id }, RUNS));
    return {
      data: { ...bakery, latest_runs: runs },
      text: `${fields({ ...bakery })}\n\nLatest runs:\n${runsTable(runs)}`,
    };
  },
});
