import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DATASET_TYPES, DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import { DATASET_TYPE_CHOICES, describeStore, readMeta } from '../../catalog/describe-store.ts';
import { defineCommand } from '../../define-command.ts';

export const recipeCatalogCommand = defineCommand({
  path: 'recipe catalog',
  summary: 'The STAC item of a store: what it holds, where and when.',
  details:
    'The store is opened; title, licence and providers come from meta.yaml. It is the item that the catalogue gets when the recipe runs in production.',
  arguments: [['<store>', 'a folder such as .pangeo-forge/test/ID/ID.zarr, or a URL']],
  options: [
    ['--meta <path>', 'meta.yaml, or the recipe’s folder (here, if there is one)'],
    ['--type <type>', DATASET_TYPE_CHOICES],
    ['--recipe <id>', 'the recipe that made it (the store’s name)'],
    ['--feedstock <owner/name>', 'whose it is, named where meta.yaml has no title (local/recipe)'],
    ['--url <url>', 'where others find the store'],
    ['-o, --output <file>', 'write it there instead of showing it'],
  ],
  input: z.object({
    store: z.string(),
    meta: z.string().optional(),
    type: z.enum(DATASET_TYPES).default(DEFAULT_DATASET_TYPE),
    recipe: z.string().optional(),
    feedstock: z.string().default('local/recipe'),
    url: z.string().optional(),
    output: z.string().optional(),
  }),
  async run(context, { store, meta, type, recipe, feedstock, url, output }) {
    const { item } = await describeStore({
      store,
      cwd: context.cwd,
      datasetType: type,
      feedstockSpec: feedstock,
      recipeId: recipe,
      publicUrl: url,
      meta: await readMeta(context.cwd, meta),
    });
    const document = { ...item, links: [] };
    const text = JSON.stringify(document, null, 2);
    if (output === undefined) return { data: document, text };
    await writeFile(path.resolve(context.cwd, output), `${text}\n`);
    return { data: document, text: `wrote ${output}` };
  },
});
