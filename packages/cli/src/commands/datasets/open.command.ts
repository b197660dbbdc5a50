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
    const opening = await answerOf(context.api().GET('/recipe_runs/{id}/dataset', { params: { path: { id } } }));
    const { dataset_type: type, kind, verified, code: python } = opening;
    const doubt = verified ? '' : '# Not verified: nobody has opened it since it was written.\n';
    return { data: { run: id, url, dataset_type: type, kind, verified, python }, text: `${doubt}${python}` };
  },
});
