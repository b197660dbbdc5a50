import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { DatasetDescription } from '../description/dataset-description.ts';
import { type About, aboutMeta } from './about-meta.ts';
import { DATACUBE, datacubeOf } from './datacube.ts';
import {
  ownFields,
  processingFields,
  projectionFields,
  type RecordedRun,
  standardNameFields,
  storageFields,
} from './item-extensions.ts';
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
  /** Left out for a store that no run of a deployment wrote. */
  run?: RecordedRun;
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

/**
 * The item of a dataset, STAC 1.1.0; `description` null: its store could not be opened, and the item says what is known
 * without.
 */
export function buildItem(
  dataset: DatasetOfRun,
  description: DatasetDescription | null,
): { item: StacItem; collection: About } {
  const about = aboutMeta(dataset.meta, dataset.feedstockSpec);
  const group = description?.groups.find(({ variables, coordinates }) => variables.length + coordinates.length > 0);
  const spatial = group ? spatialExtentOf(group) : null;
  const isZarr = dataset.datasetType === null || dataset.datasetType === 'zarr';
  const { license, providers } = about;
  const more = [
    ...(dataset.run ? [processingFields(dataset.run, dataset.feedstockSpec, dataset.completedAt)] : []),
    storageFields(dataset.url, dataset.run?.endpoint ?? null),
    projectionFields(spatial, description),
    standardNameFields(group),
  ];
  const item: StacItem = {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: [
      ...(group ? [DATACUBE] : []),
      ...(description && isZarr ? [ZARR] : []),
      ...more.flatMap(({ extensions }) => extensions),
    ],
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
      ...ownFields(dataset.run, dataset.recipeId),
      ...Object.assign({}, ...more.map(({ properties }) => properties)),
    },
    assets: {
      data: {
        ...assetOf(dataset.url, dataset.datasetType, description),
        ...Object.assign({}, ...more.map(({ asset }) => asset)),
      },
    },
  };
  return { item, collection: about };
}

/** The range of the data; without one, the moment when it was made. */
function timesOf(ranges: ReadonlyArray<{ start: string; end: string }>, madeAt: string): object {
  const start = ranges.map((range) => range.start).sort()[0];
  const end = ranges
    .map((range) => range.end)
    .sort()
    .at(-1);
  if (start === undefined || end === undefined) return { datetime: madeAt };
  return start === end ? { datetime: start } : { datetime: null, start_datetime: start, end_datetime: end };
}

/**
 * A recipe's id as the id of its item: ids stand in URLs and file names, so that other characters make way for a digest
 * that keeps them apart.
 */
export function itemIdOf(recipeId: string): string {
  const plain = recipeId.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^\.+/, '');
  if (plain === recipeId) return plain;
  return `${plain}-${createHash('sha256').update(recipeId).digest('hex').slice(0, 8)}`;
}

type Geometry =
  | { type: 'Point'; coordinates: number[] }
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

/** The outline, counter-clockwise, cut in two where it crosses the 180th meridian. [RFC 7946, section 3.1.9] */
export function geometryOfBbox([west, south, east, north]: Bbox): Geometry {
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] };
  const ring = (from: number, to: number) => [
    [
      [from, south],
      [to, south],
      [to, north],
      [from, north],
      [from, south],
    ],
  ];
  if (west <= east) return { type: 'Polygon', coordinates: ring(west, east) };
  return { type: 'MultiPolygon', coordinates: [ring(west, 180), ring(-180, east)] };
}

const ZARR = 'https://stac-extensions.github.io/zarr/v1.0.0/schema.json';

/** How the dataset itself is linked; Zarr stores with what a reader must know to open them. */
function assetOf(url: string, type: string | null, description: DatasetDescription | null): object {
  const href = url.startsWith('/') ? pathToFileURL(url).href : url;
  if (type === 'kerchunk')
    return {
      href: /\.(json|parquet)$/.test(href) ? href : `${href.replace(/\/$/, '')}/reference.json`,
      type: href.endsWith('.parquet') ? 'application/vnd.apache.parquet' : 'application/json',
      title: 'References to the data (kerchunk)',
      roles: ['references', 'data'],
    };
  if (type === 'parquet')
    return { href, type: 'application/vnd.apache.parquet', title: 'Parquet dataset', roles: ['data'] };
  const zarr = description && {
    'zarr:node_type': 'group',
    'zarr:zarr_format': description.format,
    'zarr:consolidated': description.isConsolidated,
  };
  return { href, type: 'application/vnd.zarr', title: 'Zarr store', roles: ['data'], ...zarr };
}
