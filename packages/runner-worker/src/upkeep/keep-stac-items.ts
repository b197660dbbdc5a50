import type { DatasetDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { catalogFieldsOf } from '@pangeo-forge/datasets/catalog/catalog-fields';
import { writeCatalog } from '@pangeo-forge/db/catalog/write-catalog';
import { endpointOf } from '@pangeo-forge/datasets/opening/how-to-open';
import { datasetReader } from '@pangeo-forge/datasets/opening/dataset-reader';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { buildItem } from '@pangeo-forge/datasets/stac/build-item';
import { findUndescribedDatasets, type PublishedDataset, writeStacItem } from '@pangeo-forge/db/stac/stac-items';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

/** Few at a time: the next turn comes soon, and each dataset takes as long as its storage. */
const AT_ONCE = 5;
const MIN_PAUSE_MS = 60_000;
const MAX_ATTEMPTS = 10;

type StacContext = Pick<Orchestrator, 'database' | 'bakeries' | 'isLocalDeployment' | 'logger'>;

/**
 * Keeps an item in the catalogue for the newest successful production run of every recipe. A dataset that cannot be
 * opened has a shorter one, and is tried again. Runs are not changed. Returns how many items were written.
 */
export async function keepStacItems(context: StacContext): Promise<number> {
  const datasets = await findUndescribedDatasets(context.database.pool, AT_ONCE);
  for (const dataset of datasets) await describeOne(context, dataset);
  return datasets.length;
}

async function describeOne(context: StacContext, dataset: PublishedDataset): Promise<void> {
  const opened = dataset.datasetType === 'parquet' ? { description: null } : await descriptionOf(context, dataset);
  const isDescribed = !('problem' in opened);
  const isLast = dataset.attempts + 1 >= MAX_ATTEMPTS;
  if (!isDescribed)
    context.logger.warn({ recipeRunId: dataset.runId, problem: opened.problem }, 'a dataset could not be described');
  const { kind } = dataset;
  const endpoint = endpointOf(context.bakeries.get(dataset.bakery)?.file.TargetStorage);
  const fields = catalogFieldsOf({ ...dataset, kind, description: opened.description });
  await writeCatalog(context.database.pool, dataset, [fields], { fill: true });
  await writeStacItem(context.database.pool, dataset, {
    ...buildItem({ ...dataset, run: { ...dataset, endpoint } }, opened.description),
    isDescribed,
    problem: isDescribed ? null : opened.problem,
    retryInMs: isDescribed || isLast ? null : MIN_PAUSE_MS * 2 ** dataset.attempts,
  });
}

type OpenedDataset = { description: DatasetDescription } | { description: null; problem: string };

/** What was stored when it was opened after the bake needs no access to its storage. */
function descriptionOf(context: StacContext, dataset: PublishedDataset): OpenedDataset | Promise<OpenedDataset> {
  const { description } = dataset;
  return description === null ? openDataset(context, dataset) : { description: description as DatasetDescription };
}

async function openDataset(
  { bakeries, isLocalDeployment }: StacContext,
  { url }: PublishedDataset,
): Promise<OpenedDataset> {
  const places = datasetPlacesOf(bakeries.values(), isLocalDeployment);
  try {
    return { description: await datasetReader.describe(url, { places, knownUrls: [url] }) };
  } catch (error) {
    return { description: null, problem: error instanceof AppError ? error.publicMessage : String(error) };
  }
}
