import type { CatalogEntry, DatasetVersion } from '@pangeo-forge/db/catalog/search-catalog';
import { datasetChanges } from '@pangeo-forge/datasets/catalog/dataset-changes';
import type { DatasetDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { howToOpen } from '@pangeo-forge/datasets/opening/how-to-open';
import { aboutMeta } from '@pangeo-forge/datasets/stac/about-meta';
import { collectionIdOf } from '@pangeo-forge/datasets/stac/stac-links';
import { itemIdOf } from '@pangeo-forge/datasets/stac/build-item';
import { STORE_KINDS } from '@pangeo-forge/shared/names/dataset';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';

const changeSchema = z
  .object({
    of: z.enum(['size', 'dimension', 'variable', 'attribute', 'time', 'snapshot']),
    name: z.string(),
    from: z.string().nullable().meta({ description: 'Null: it was not there.' }),
    to: z.string().nullable().meta({ description: 'Null: it is gone.' }),
  })
  .meta({ id: 'DatasetChange' });

const versionSchema = z
  .object({
    run_id: z.int(),
    head_sha: z.string().meta({ description: 'Commit of the feedstock.' }),
    bakery: z.string(),
    requested_by: z.string().nullable(),
    written_at: z.string().nullable().meta({ description: 'ISO 8601, UTC.' }),
    address: z.string().nullable(),
    kind: z.enum(STORE_KINDS).nullable(),
    version: z.string().nullable().meta({ description: 'Of Icechunk: the snapshot.' }),
    verified: z.boolean(),
    problem: z.string().nullable().meta({ description: 'Why it was not opened.' }),
    size_bytes: z.number().nullable(),
    objects: z.number().nullable(),
    changes: z
      .array(changeSchema)
      .nullable()
      .meta({ description: 'Since the version before; null for the first, and where one of both was not opened.' }),
  })
  .meta({ id: 'DatasetVersion' });

const attributes = z.record(z.string(), z.unknown());

const variableSchema = z
  .object({
    name: z.string(),
    dimensions: z.array(z.string()),
    shape: z.array(z.number()),
    chunks: z.array(z.number()),
    shards: z.array(z.number()).nullish(),
    dtype: z.string(),
    codecs: z.array(z.string()),
    attributes,
    preview: z.string().nullable().meta({ description: 'Its first and last values.' }),
  })
  .meta({ id: 'DatasetVariable' });

const groupSchema = z
  .object({
    path: z.string().meta({ description: 'Empty for the root.' }),
    dimensions: z.array(z.object({ name: z.string(), size: z.number() })),
    coordinates: z.array(variableSchema),
    variables: z.array(variableSchema),
    attributes,
  })
  .meta({ id: 'DatasetGroup' });

const descriptionSchema = z
  .object({
    format: z.number().meta({ description: 'Of Zarr.' }),
    isConsolidated: z.boolean(),
    isSharded: z.boolean().nullish(),
    isPyramid: z.boolean().nullish(),
    crs: z.string().nullish(),
    groups: z.array(groupSchema),
  })
  .meta({ id: 'DatasetDescription' });

export const detailsSchema = z.object({
  about: z.string().nullable().meta({ description: 'What meta.yaml says of the datasets of its feedstock.' }),
  providers: z.array(
    z.object({ name: z.string(), roles: z.array(z.string()), url: z.string().nullable() }).meta({ id: 'Provider' }),
  ),
  description: descriptionSchema
    .nullable()
    .meta({ description: 'Dimensions, coordinates, variables, chunks, codecs and attributes.' }),
  opening: z
    .array(z.object({ language: z.enum(['python', 'javascript']), code: z.string() }).meta({ id: 'OpeningCode' }))
    .meta({ description: 'Code that opens it, with the storage options that it needs.' }),
  stac: z.string().meta({ description: 'Path of its item in the STAC catalogue of this deployment.' }),
  stac_collection: z.string().meta({ description: 'Path of the collection of its feedstock.' }),
  provenance: z
    .object({ statement: z.string(), ro_crate: z.string() })
    .nullable()
    .meta({ description: 'Paths of the documents that say how its present version was made; null until they are.' }),
  versions: z.array(versionSchema).meta({ description: 'The newest first.' }),
});

type Details = z.output<typeof detailsSchema>;

/** All that is known of a dataset besides its entry. The first of the versions is the present one. */
export function describeCatalogEntry(
  entry: CatalogEntry,
  versions: readonly DatasetVersion[],
  bakeryConfigs: RouteParts['bakeryConfigs'],
): Details {
  const current = versions.find(({ runId }) => runId === entry.runId) ?? versions[0];
  const about = current?.meta ? aboutMeta(current.meta, entry.feedstock) : null;
  const stacCollection = `/stac/collections/${collectionIdOf(entry.feedstock)}`;
  return {
    about: about?.description ?? null,
    providers: (about?.providers ?? []).map((provider) => providerSchema.parse(provider)),
    description: (current?.description as Details['description'] | undefined) ?? null,
    opening: openingOf(entry, current, bakeryConfigs),
    stac: `${stacCollection}/items/${encodeURIComponent(itemIdOf(entry.recipeId))}`,
    stac_collection: stacCollection,
    provenance: current?.hasProvenance ? provenancePaths(current.runId) : null,
    versions: versions.map((version, at) => versionRow(version, versions[at + 1])),
  };
}

const provenancePaths = (runId: number) => ({
  statement: `/recipe_runs/${runId}/provenance`,
  ro_crate: `/recipe_runs/${runId}/ro-crate`,
});

const providerSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()).catch([]),
  url: z.string().nullable().catch(null),
});

function openingOf(
  entry: CatalogEntry,
  current: DatasetVersion | undefined,
  bakeryConfigs: RouteParts['bakeryConfigs'],
): Details['opening'] {
  const { address: url, datasetType: type, kind } = entry;
  if (url === null) return [];
  const storage = current && bakeryConfigs?.get(current.bakery)?.file.TargetStorage;
  const { version = null, description = null } = current ?? {};
  const python = howToOpen({ type, url, kind, version, description }, storage).join('\n');
  const isInBrowser = /^https?:/.test(url) && (kind === 'zarr2' || kind === 'zarr3');
  return [
    { language: 'python', code: python },
    ...(isInBrowser ? [{ language: 'javascript' as const, code: openInJavaScript(url) }] : []),
  ];
}

/** With the package zarrita. */
function openInJavaScript(url: string): string {
  return [
    "import * as zarr from 'zarrita';",
    '',
    `const store = new zarr.FetchStore(${JSON.stringify(url)});`,
    "const group = await zarr.open(store, { kind: 'group' });",
  ].join('\n');
}

function versionRow(version: DatasetVersion, older: DatasetVersion | undefined) {
  const { description: _description, meta: _meta, ...row } = version;
  const canCompare = older !== undefined && version.verified && older.verified;
  return {
    run_id: row.runId,
    head_sha: row.headSha,
    bakery: row.bakery,
    requested_by: row.requestedBy,
    written_at: row.writtenAt,
    address: row.address,
    kind: row.kind,
    version: row.version,
    verified: row.verified,
    problem: row.problem,
    size_bytes: row.sizeBytes,
    objects: row.objects,
    changes: canCompare ? datasetChanges(compared(older), compared(version)) : null,
  };
}

const compared = ({ description, sizeBytes, version }: DatasetVersion) => ({
  description: description as DatasetDescription | null,
  sizeBytes,
  version,
});
