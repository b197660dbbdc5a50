import type { DatasetDescription } from '../description/dataset-description.ts';
import { type About, aboutMeta } from './about-meta.ts';
import { assetOf, ZARR } from './asset-of.ts';
import { DATACUBE, datacubeOf } from './datacube.ts';
import { type Geometry, geometryOfBbox } from './geometry-of-bbox.ts';
import { itemIdOf } from './item-id.ts';
import { type Bbox, spatialExtentOf } from './spatial-extent.ts';

export interface DatasetOfRun {
  feedstockSpec: string;
  recipeId: string;
  datasetType: string | null;
  url: string;
  /** UTC, ISO 8601. */
  completedAt: string;
  /** meta.yaml, if it is known. */
  meta: unknown;
}

/** A STAC item without its links: they depend on where the catalogue is served. */
export interface StacItem {
  type: 'Feature';
  stac_version: '1.1.0';
  stac_extensions: string[];
  id: string;
  bbox?: Bbox;
  geometry: Geometry | null;
  properties: Record<string, unknown>;
  assets: Record<string, object>;
}

/** The item of a dataset, STAC 1.1.0; `description` null: its store could not be opened, and the item says what is known without. */
export function buildItem(
  dataset: DatasetOfRun,
  description: DatasetDescription | null,
): { item: StacItem; collection: About } {
  const about = aboutMeta(dataset.meta, dataset.feedstockSpec);
  const group = description?.groups.find(({ variables, coordinates }) => variables.length + coordinates.length > 0);
  const spatial = group ? spatialExtentOf(group) : null;
  const isZarr = dataset.datasetType === null || dataset.datasetType === 'zarr';
  const { license, providers } = about;
  const item: StacItem = {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: [...(group ? [DATACUBE] : []), ...(description && isZarr ? [ZARR] : [])],
    id: itemIdOf(dataset.recipeId),
    ...(spatial ? { bbox: spatial.bbox } : {}),
    geometry: spatial && geometryOfBbox(spatial.bbox),
    properties: {
      title: `${about.title}: ${dataset.recipeId}`,
      description: about.description,
      ...timesOf(group?.coordinates.flatMap(({ timeRange }) => timeRange ?? []) ?? [], dataset.completedAt),
      created: dataset.completedAt,
      license,
      ...(providers.length > 0 ? { providers } : {}),
      ...(group ? datacubeOf(group, spatial) : {}),
    },
    assets: { data: assetOf(dataset.url, dataset.datasetType, description) },
  };
  return { item, collection: about };
}

/** The range of the data; where it tells none, the moment it was made. */
function timesOf(ranges: ReadonlyArray<{ start: string; end: string }>, madeAt: string): object {
  const start = ranges.map((range) => range.start).sort()[0];
  const end = ranges
    .map((range) => range.end)
    .sort()
    .at(-1);
  if (start === undefined || end === undefined) return { datetime: madeAt };
  return start === end ? { datetime: start } : { datetime: null, start_datetime: start, end_datetime: end };
}
