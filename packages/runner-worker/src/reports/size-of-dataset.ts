import { measureDataset } from '@pangeo-forge/datasets/opening/measure-dataset';
import { READ_LIMITS } from '@pangeo-forge/datasets/sources/read-budget';
import { datasetPlacesOf } from '@pangeo-forge/datasets/sources/dataset-places';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { ReportContext } from './report-context.ts';

/** Nobody waits longer for a number. */
const LIMITS = { ...READ_LIMITS, ms: 8_000 };

/** Bytes of a run's dataset, where it succeeded and anybody may read it; null otherwise. */
export async function sizeOfDataset(
  { bakeries, isLocalDeployment, resolveHost }: Pick<ReportContext, 'bakeries' | 'isLocalDeployment' | 'resolveHost'>,
  { conclusion, datasetType, datasetPublicUrl: url }: RecipeRunRecord,
): Promise<number | null> {
  if (conclusion !== 'success' || url === null) return null;
  return measureDataset(
    { type: datasetType, url },
    {
      places: datasetPlacesOf(bakeries.values(), isLocalDeployment),
      limits: LIMITS,
      ...(resolveHost ? { resolve: resolveHost } : {}),
    },
  );
}
