import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { DatasetDescription, GroupDescription } from '../description/dataset-description.ts';
import type { SpatialExtent } from './spatial-extent.ts';

/** What is recorded of the run that wrote a dataset, and of its store. Null: it is not known. */
export interface RecordedRun {
  runId: number;
  /** Commit of the feedstock. */
  sha: string;
  bakery: string;
  kind: StoreKind | null;
  sizeBytes: number | null;
  objects: number | null;
  /** `endpoint_url` of the bakery's storage, where it is not the provider's own. */
  endpoint: string | null;
}

export interface ExtensionFields {
  /** URIs of the schemas. */
  extensions: string[];
  properties: Record<string, unknown>;
  /** Of the asset that is the store. */
  asset?: Record<string, unknown>;
}

const NOTHING: ExtensionFields = { extensions: [], properties: {} };
const schemaOf = (name: string, version: string) => `https://stac-extensions.github.io/${name}/v${version}/schema.json`;

/** Of the extension processing: which code made it, and where. */
export function processingFields(run: RecordedRun, feedstockSpec: string, madeAt: string): ExtensionFields {
  const properties = {
    'processing:lineage': `Run ${run.runId} of the recipe in https://github.com/${feedstockSpec} at commit ${run.sha}`,
    'processing:facility': run.bakery,
    'processing:software': { [feedstockSpec]: run.sha },
    'processing:datetime': madeAt,
  };
  return { extensions: [schemaOf('processing', '1.2.0')], properties };
}

/** Properties of our own: what people search by, and no extension has a place for. */
export function ownFields(run: RecordedRun | undefined, recipeId: string): Record<string, unknown> {
  const known = { kind: run?.kind, size: run?.sizeBytes, objects: run?.objects, run: run?.runId };
  return {
    'pangeo_forge:recipe_id': recipeId,
    ...Object.fromEntries(
      Object.entries(known).flatMap(([name, value]) => (value == null ? [] : [[`pangeo_forge:${name}`, value]])),
    ),
  };
}

/** Of the extension cf: standard names, with the unit of the first variable that has each. */
export function standardNameFields(group: GroupDescription | undefined): ExtensionFields {
  const names = new Map<string, { name: string; unit?: string }>();
  for (const { attributes } of [...(group?.variables ?? []), ...(group?.coordinates ?? [])]) {
    const { standard_name: name, units } = attributes;
    if (typeof name === 'string' && name !== '' && !names.has(name))
      names.set(name, typeof units === 'string' && units !== '' ? { name, unit: units } : { name });
  }
  if (names.size === 0) return NOTHING;
  return { extensions: [schemaOf('cf', '0.2.0')], properties: {}, asset: { 'cf:parameter': [...names.values()] } };
}

/** Of the extension projection: degrees, where the coordinates are such and no other grid is named. */
export function projectionFields(
  spatial: SpatialExtent | null,
  description: DatasetDescription | null,
): ExtensionFields {
  if (!spatial || description?.crs) return NOTHING;
  return { extensions: [schemaOf('projection', '2.0.0')], properties: { 'proj:code': 'EPSG:4326' } };
}

/** Of the extension storage: how the address of the store is to be read; nothing for files of this machine. */
export function storageFields(url: string, endpoint: string | null): ExtensionFields {
  const scheme = schemeOf(url, endpoint);
  if (!scheme) return NOTHING;
  const properties = { 'storage:schemes': { store: scheme } };
  return { extensions: [schemaOf('storage', '2.0.0')], properties, asset: { 'storage:refs': ['store'] } };
}

function schemeOf(url: string, endpoint: string | null): Record<string, unknown> | null {
  const [, protocol, host = ''] = /^(\w+):\/\/([^/]+)/.exec(url) ?? [];
  switch (protocol) {
    case 's3':
      return endpoint !== null && /^https?:\/\//.test(endpoint)
        ? { type: 'custom-s3', platform: endpoint, bucket: host }
        : { type: 'aws-s3', platform: 'https://{bucket}.s3.{region}.amazonaws.com', bucket: host };
    case 'gs':
    case 'gcs':
      return { type: 'gcp', platform: 'https://storage.googleapis.com/{bucket}', bucket: host };
    case 'https':
    case 'http':
      return { type: protocol, platform: `${protocol}://${host}` };
    default:
      return null;
  }
}
