import path from 'node:path';
import { answerOf } from '@pangeo-forge/api-client/answers';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { findBakery } from '../../api/bakeries.ts';
import { listRuns } from '../../api/runs.ts';
import { defineCommand } from '../../define-command.ts';
import { registerFeedstock } from '../../feedstock/create-feedstock-by-hand.ts';
import { readCatalog } from '../../import/read-catalog.ts';

const MOST_RUNS = 10_000;

export const datasetsImportCommand = defineCommand({
  path: 'datasets import',
  summary: 'Register the stores of a catalog.yaml of LEAP as datasets that were baked elsewhere.',
  details:
    'Each store becomes a production run that has succeeded; one whose address is known stays as it is. `datasets inspect` then opens them. Needs an admin key, or one with the scopes runs:write and feedstocks:write.',
  arguments: [['<file>', 'a catalog.yaml with `stores`']],
  options: [
    ['--bakery <name>', 'that the datasets belong to'],
    ['--feedstock <owner/name>', 'whose datasets they are (the repository of `ncviewjs:meta_yaml_url`)'],
    ['--commit <sha>', 'that made them (main)'],
  ],
  input: z.object({
    file: z.string(),
    bakery: z.string(),
    feedstock: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
      .optional(),
    commit: z
      .string()
      .regex(/^[\w./-]+$/, 'must be a commit')
      .default('main'),
  }),
  async run(context, { file, bakery: wanted, feedstock: given, commit }) {
    const { feedstock: named, stores, notes } = await readCatalog(path.resolve(context.cwd, file));
    const spec = given ?? named;
    if (spec === null)
      throw new AppError(
        'invalid_input',
        `${file} names no repository on GitHub: say which with --feedstock owner/name`,
      );
    const api = context.api();
    const bakery = await findBakery(api, wanted);
    const feedstockId = await registerFeedstock(api, spec);
    const runs = await Array.fromAsync(listRuns(api, { feedstock: spec, is_test: false }, MOST_RUNS));
    const known = new Map(runs.map((run) => [run.dataset_public_url, run.id]));
    const imported: Array<{ id: string; url: string; run: number; added: boolean }> = [];
    for (const store of stores) {
      const before = known.get(store.url);
      const now = new Date().toISOString().slice(0, 19);
      const run =
        before ??
        (
          await answerOf(
            api.POST('/recipe_runs/', {
              body: {
                recipe_id: store.id,
                bakery_id: bakery.id,
                feedstock_id: feedstockId,
                head_sha: commit,
                version: '',
                started_at: now,
                completed_at: now,
                status: 'completed',
                conclusion: 'success',
                is_test: false,
                dataset_type: store.datasetType,
                dataset_public_url: store.url,
              },
            }),
          )
        ).id;
      known.set(store.url, run);
      imported.push({ id: store.id, url: store.url, run, added: before === undefined });
    }
    const lines = imported.map(
      ({ id, url, run, added }) => `${id}: run ${run}${added ? '' : ' (known before)'}, ${url}`,
    );
    return {
      data: { feedstock: spec, bakery: bakery.name, datasets: imported, notes },
      text: [...lines, ...notes, '`pangeo-forge datasets inspect` opens them.'].join('\n'),
    };
  },
});
