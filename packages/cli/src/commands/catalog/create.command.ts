import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { DATASET_TYPES, type DatasetType, DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import type { About } from '@pangeo-forge/datasets/stac/about-meta';
import { buildCatalog, buildCollection, linkItem } from '@pangeo-forge/datasets/stac/build-catalog';
import type { StacItem } from '@pangeo-forge/datasets/stac/build-item';
import { DATASET_TYPE_CHOICES, describeStore, readMeta } from '../../catalog/describe-store.ts';
import { type CatalogNode, readCatalog, stacDocumentSchema } from '../../catalog/read-catalog.ts';
import { writeStaticCatalog } from '../../catalog/write-static-catalog.ts';
import type { CliContext } from '../../context/cli-context.ts';
import { defineCommand } from '../../define-command.ts';

export const catalogCreateCommand = defineCommand({
  path: 'catalog create',
  summary: 'Write a static STAC catalogue: of stores, or of all that the API publishes.',
  details: `The folder can be moved, put on any web server, and opened with pystac: its files link one another by relative paths.
Examples:
  pangeo-forge catalog create catalog .pangeo-forge/run/sst/sst.zarr --feedstock me/sst-feedstock
  pangeo-forge catalog create catalog`,
  arguments: [
    ['<folder>', 'where it is written; a catalogue that is there is replaced'],
    ['[stores...]', 'folders or URLs (what the API at PANGEO_FORGE_API_URL publishes)'],
  ],
  options: [
    ['--meta <path>', 'meta.yaml of the stores, or the recipe’s folder (here, if there is one)'],
    ['--type <type>', `of the stores: ${DATASET_TYPE_CHOICES}`],
    ['--feedstock <owner/name>', 'whose the stores are (local/recipe)'],
  ],
  input: z.object({
    folder: z.string(),
    stores: z.array(z.string()).default([]),
    meta: z.string().optional(),
    type: z.enum(DATASET_TYPES).default(DEFAULT_DATASET_TYPE),
    feedstock: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
      .default('local/recipe'),
  }),
  async run(context, { folder, stores, meta, type, feedstock }) {
    const root =
      stores.length > 0
        ? await ofStores(context, stores, { meta, datasetType: type, feedstockSpec: feedstock })
        : await readCatalog(`${context.api().url}/stac`, context.signal);
    const files = await writeStaticCatalog(path.resolve(context.cwd, folder), root);
    const items = root.children.flatMap(({ children }) => children).length;
    return {
      data: { folder, files, items },
      text: `wrote ${path.join(folder, 'catalog.json')}: ${items} item${items === 1 ? '' : 's'}.`,
    };
  },
});

async function ofStores(
  context: CliContext,
  stores: readonly string[],
  of: { meta: string | undefined; datasetType: DatasetType; feedstockSpec: string },
): Promise<CatalogNode> {
  const meta = await readMeta(context.cwd, of.meta);
  const described = await context.progress(stores.length, async (progress) => {
    const found = [];
    for (const store of stores) {
      progress.step(`Reading ${store}`);
      const { cwd } = context;
      found.push(await describeStore({ ...of, store, cwd, meta, recipeId: undefined, publicUrl: undefined }));
    }
    return found;
  });
  const ids = described.map(({ item }) => item.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new AppError('invalid_input', `Two stores are called ${twice}: a catalogue needs a name for each.`);
  const [first] = described;
  if (!first) throw new AppError('invalid_input', 'Name a store.');
  return catalogOfItems(
    of.feedstockSpec,
    first.collection,
    described.map(({ item }) => item),
  );
}

/** Stands in links until they are made relative. */
const BASE = 'https://catalogue.invalid';

/** A catalogue of one feedstock's items, in the shape of the one that the API serves. */
function catalogOfItems(spec: string, about: About, items: readonly StacItem[]): CatalogNode {
  const node = (document: object, children: CatalogNode[]): CatalogNode => {
    const parsed = stacDocumentSchema.parse(document);
    return { url: parsed.links.find(({ rel }) => rel === 'self')?.href ?? '', document: parsed, children };
  };
  const leaves = items.map((item) => node(linkItem(BASE, spec, item), []));
  return node(buildCatalog(BASE, [spec]), [node(buildCollection(BASE, spec, about, items), leaves)]);
}
