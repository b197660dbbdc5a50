import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DatasetSource } from '../sources/dataset-source.ts';
import { readHierarchy } from '../zarr/read-hierarchy.ts';
import type { ZarrArray, ZarrHierarchy } from '../zarr/zarr-node.ts';
import type { DatasetDescription, GroupDescription } from './dataset-description.ts';
import { describeVariable } from './describe-variable.ts';

const MAX_GROUPS = 40;
/** A page with more is of no use. */
const MAX_NODES = 5_000;

/**
 * What a dataset holds, as xarray sees it: decoded types, coordinates apart from variables, the values at the ends of
 * coordinates.
 * @throws AppError `not_found` when there is no dataset, and what the source throws.
 */
export async function describeDataset(source: DatasetSource, url: string): Promise<DatasetDescription> {
  const hierarchy = await readHierarchy(source, url);
  if (hierarchy.nodes.length > MAX_NODES)
    throw new AppError('too_large', `The dataset holds more than ${MAX_NODES} arrays and groups.`);
  const paths = hierarchy.nodes.filter(({ kind }) => kind === 'group').map(({ path }) => path);
  const below = paths.filter((path) => path !== '').sort();
  const groups: GroupDescription[] = [];
  for (const path of ['', ...below].slice(0, MAX_GROUPS)) groups.push(await describeGroup(hierarchy, path));
  return { format: hierarchy.format, isConsolidated: hierarchy.isConsolidated, groups };
}

async function describeGroup(hierarchy: ZarrHierarchy, path: string): Promise<GroupDescription> {
  const prefix = path === '' ? '' : `${path}/`;
  const arrays = hierarchy.nodes.filter(
    (node): node is ZarrArray =>
      node.kind === 'array' && node.path.startsWith(prefix) && !node.path.slice(prefix.length).includes('/'),
  );
  const attributes = hierarchy.nodes.find((node) => node.kind === 'group' && node.path === path)?.attributes ?? {};
  const { coordinates: named, ...shown } = attributes;
  const coordinateNames = new Set([named, ...arrays.map((array) => array.attributes.coordinates)].flatMap(namesIn));
  const variables = await Promise.all(
    arrays.map(async (array) => {
      const name = array.path.slice(prefix.length) || 'array';
      const isCoordinate = coordinateNames.has(name) || (array.shape.length === 1 && array.dimensions[0] === name);
      return { isCoordinate, description: await describeVariable(hierarchy, array, name, isCoordinate) };
    }),
  );
  const all = variables.map(({ description }) => description);
  const sizes = new Map(
    all.flatMap(({ dimensions, shape }) => dimensions.map((name, at): [string, number] => [name, shape[at] ?? 0])),
  );
  const pick = (wanted: boolean) =>
    variables.filter(({ isCoordinate }) => isCoordinate === wanted).map(({ description }) => description);
  return {
    path,
    dimensions: [...sizes].map(([name, size]) => ({
      name,
      size,
      isIndexed: all.some((variable) => variable.isIndex && variable.name === name),
    })),
    coordinates: pick(true).sort(indexesFirst),
    variables: pick(false),
    attributes: shown,
  };
}

function namesIn(value: unknown): string[] {
  return typeof value === 'string' ? value.split(/\s+/).filter((name) => name !== '') : [];
}

function indexesFirst(one: { isIndex: boolean; name: string }, other: { isIndex: boolean; name: string }): number {
  return Number(other.isIndex) - Number(one.isIndex) || (one.name < other.name ? -1 : 1);
}
