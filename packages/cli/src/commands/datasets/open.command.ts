import { answerOf } from '@pangeo-forge/api-client/answers';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from '../../api/runs.ts';

export const datasetsOpenCommand = defineCommand({
  path: 'datasets open',
  summary: 'How to open the dataset of a run in Python.',
  arguments: [['<run>', 'id of the run that made it']],
  input: z.object({ run: runIdSchema }),
  async run(context, { run: id }) {
    const run = await answerOf(context.api().GET('/recipe_runs/{id}', { params: { path: { id } } }));
    const url = run.dataset_public_url;
    if (url === null) {
      const why = run.status === 'completed' ? `it ended with ${run.conclusion}` : `it is ${run.status}`;
      throw new AppError('not_found', `Run ${id} has no dataset: ${why}.`);
    }
    const python = openingCode(url, run.dataset_type);
    return { data: { run: id, url, dataset_type: run.dataset_type, python }, text: python };
  },
});

function openingCode(url: string, type: string | null): string {
  const place = JSON.stringify(url);
  if (type === 'parquet') return `import pandas as pd\n\ndata = pd.read_parquet(${place})\nprint(data)`;
  const opened =
    type === 'kerchunk'
      ? `xr.open_dataset(\n    "reference://",\n    engine="zarr",\n    backend_kwargs={"consolidated": False, "storage_options": {"fo": ${place}}},\n    chunks={},\n)`
      : `xr.open_dataset(${place}, engine="zarr", chunks={})`;
  return `import xarray as xr\n\ndataset = ${opened}\nprint(dataset)`;
}
