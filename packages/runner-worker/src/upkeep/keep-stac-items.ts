import type { DatasetDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { describeAt } from '@pangeo-forge/datasets/description/describe-at';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import { buildItem } from '@pangeo-forge/datasets/stac/build-item';
import { findUndescribedDatasets, type PublishedDataset, writeStacItem } from '@pangeo-forge/db/stac/stac-items';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

/** A look: the next comes soon, and each dataset may take its storage's time. */
const AT_ONCE = 5;
const FIRST_PAUSE_MS = 60_000;
const MOST_ATTEMPTS = 10;

type Keeper = Pick<Orchestrator, 'database' | 'bakeries' | 'isLocalDeployment' | 'logger'>;

/**
 * The catalogue has an item for the newest successful production run of every recipe. A dataset that cannot be opened has one too, which tells less,
 * and is looked at again. No run is touched. Answers how many items were written.
 */
export async function keepStacItems(keeper: Keeper): Promise<number> {
  const datasets = await findUndescribedDatasets(keeper.database.pool, AT_ONCE);
  for (const dataset of datasets) await describeOne(keeper, dataset);
  return datasets.length;
}

async function describeOne(keeper: Keeper, dataset: PublishedDataset): Promise<void> {
  const looked = dataset.datasetType === 'parquet' ? { description: null } : await look(keeper, dataset);
  const isDescribed = !('problem' in looked);
  const isLast = dataset.attempts + 1 >= MOST_ATTEMPTS;
  if (!isDescribed)
    keeper.logger.warn({ recipeRunId: dataset.runId, problem: looked.problem }, 'a dataset could not be described');
  await writeStacItem(keeper.database.pool, dataset, {
    ...buildItem(dataset, looked.description),
    isDescribed,
    problem: isDescribed ? null : looked.problem,
    retryInMs: isDescribed || isLast ? null : FIRST_PAUSE_MS * 2 ** dataset.attempts,
  });
}

type Look = { description: DatasetDescription } | { description: null; problem: string };

async function look({ bakeries, isLocalDeployment }: Keeper, { url }: PublishedDataset): Promise<Look> {
  const places = datasetPlacesOf(bakeries.values(), isLocalDeployment);
  try {
    return { description: await describeAt(url, { places, knownUrls: [url] }) };
  } catch (error) {
    return { description: null, problem: error instanceof AppError ? error.publicMessage : String(error) };
  }
}
