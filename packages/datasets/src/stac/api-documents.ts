import type { About } from './about-meta.ts';
import { buildCatalog, buildCollection, placeOfItem, type StacDocument, type SummarisedItem } from './build-catalog.ts';
import { GEOJSON, QUERYABLES, SCHEMA_TYPE, stacLinks } from './stac-links.ts';

/** https://github.com/radiantearth/stac-api-spec/tree/v1.0.0, its filter extension, and CQL2. */
const CONFORMS_TO = [
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/browseable',
  'https://api.stacspec.org/v1.0.0/collections',
  'https://api.stacspec.org/v1.0.0/ogcapi-features',
  'https://api.stacspec.org/v1.0.0/item-search',
  'https://api.stacspec.org/v1.0.0-rc.2/item-search#filter',
  'https://api.stacspec.org/v1.0.0/item-search#filter',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-text',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-json',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
  'http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus',
  'http://www.opengis.net/spec/cql2/1.0/conf/array-functions',
];

export function buildConformance(): object {
  return { conformsTo: CONFORMS_TO };
}

/** The catalogue as STAC API's landing page. */
export function buildLandingPage(base: string, feedstockSpecs: readonly string[]): StacDocument {
  const links = stacLinks(base);
  const catalog = buildCatalog(base, feedstockSpecs);
  const below = (path: string) => `${base.replace(/\/$/, '')}${path}`;
  return {
    ...catalog,
    conformsTo: CONFORMS_TO,
    links: [
      ...catalog.links,
      { rel: 'service-desc', href: below('/openapi.json'), type: 'application/json', title: 'OpenAPI 3.1' },
      { rel: 'service-doc', href: below('/docs'), type: 'text/html', title: 'The API, to try it' },
      links.api('conformance', '/conformance'),
      links.api('data', '/collections', 'application/json', 'Collections'),
      { ...links.api('search', '/search', GEOJSON, 'Search'), method: 'GET' },
      { ...links.api('search', '/search', GEOJSON, 'Search'), method: 'POST' },
      links.api(QUERYABLES, '/queryables', SCHEMA_TYPE, 'Queryables'),
    ],
  };
}

/** A collection with the links that only an API has. */
export function buildApiCollection(
  base: string,
  spec: string,
  about: About,
  items: readonly SummarisedItem[],
): StacDocument {
  const links = stacLinks(base);
  const collection = buildCollection(base, spec, about, items);
  return { ...collection, links: [...collection.links, links.items('items', spec), links.queryables(spec)] };
}

/** A page of collections. `next`: its URL; null on the last page. */
export function buildCollections(
  base: string,
  collections: readonly object[],
  self: string,
  next: string | null,
): object {
  const links = stacLinks(base);
  return {
    collections,
    links: [
      { rel: 'self', href: self, type: 'application/json' },
      links.root('root'),
      links.root('parent'),
      ...(next === null ? [] : [{ rel: 'next', href: next, type: 'application/json' }]),
    ],
    numberReturned: collections.length,
  };
}

/** An item as JSON text. */
export interface ItemText {
  feedstockSpec: string;
  id: string;
  /** An object without `collection` and `links`. */
  json: string;
  runId: number;
  /** Commit of the feedstock. */
  sha: string;
  /** Whether it is stated how it was made. */
  hasProvenance: boolean;
}

/** The text of an item in its catalogue: what is stored is not parsed for it. */
export function itemText(base: string, item: ItemText): string {
  const { feedstockSpec, id, json } = item;
  const { collection, links } = placeOfItem(base, feedstockSpec, id);
  const place = JSON.stringify({ collection, links: [...links, ...provenanceLinks(base, item)] });
  return `${json.trimEnd().slice(0, -1)},${place.slice(1)}`;
}

/** [STAC extension processing, PROV-AQ] The recipe is code, so it is no `derived_from`, which links items of STAC. */
function provenanceLinks(base: string, { feedstockSpec, sha, runId, hasProvenance }: ItemText): object[] {
  const run = `${base.replace(/\/$/, '')}/recipe_runs/${runId}`;
  const code = `https://github.com/${feedstockSpec}/tree/${sha}`;
  return [
    { rel: 'processing-expression', href: code, type: 'text/html', title: 'The recipe that made it' },
    ...(hasProvenance
      ? [
          {
            rel: PROVENANCE,
            href: `${run}/provenance`,
            type: 'application/json',
            title: 'Signed provenance (in-toto)',
          },
          { rel: 'describedby', href: `${run}/ro-crate`, type: 'application/ld+json', title: 'RO-Crate' },
        ]
      : []),
  ];
}

const PROVENANCE = 'http://www.w3.org/ns/prov#has_provenance';

/** A page of items as JSON text. */
export function itemCollectionText(base: string, items: readonly ItemText[], links: readonly object[]): string {
  const head = JSON.stringify({ type: 'FeatureCollection', numberReturned: items.length, links });
  return `${head.slice(0, -1)},"features":[${items.map((item) => itemText(base, item)).join(',')}]}`;
}

const text = (title: string) => ({ title, type: 'string' });
const moment = (title: string) => ({ title, type: 'string', format: 'date-time' });
const texts = (title: string) => ({ title, type: 'array', items: { type: 'string' } });

const PROPERTIES = {
  id: text('Id of the item'),
  collection: text('Id of the collection'),
  geometry: { title: 'Extent', format: 'geometry-any' },
  datetime: moment('Moment, or start of the time range'),
  start_datetime: moment('Start of the time range'),
  end_datetime: moment('End of the time range'),
  created: moment('When the run ended that made the dataset'),
  title: text('Title'),
  license: text('Licence, by SPDX'),
  variables: texts('Names of the variables that are no dimensions'),
  dimensions: texts('Names of the dimensions'),
  standard_names: texts('Standard names of CF of its variables'),
  'pangeo_forge:recipe_id': text('Recipe'),
  'pangeo_forge:kind': text('Kind of store: zarr2, zarr3, kerchunk-json, kerchunk-parquet, icechunk, parquet'),
  'pangeo_forge:size': { title: 'Size of the store in bytes', type: 'integer', minimum: 0 },
  'pangeo_forge:objects': { title: 'Number of objects of the store', type: 'integer', minimum: 0 },
};

/** What filters can name. Any other property of an item can be named too. `id`: the URL of this schema. */
export function buildQueryables(id: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    $id: id,
    type: 'object',
    title: 'Queryables of Pangeo Forge',
    description: 'Properties that filters of CQL2 can name. Other properties of items can be named too.',
    properties: PROPERTIES,
    additionalProperties: true,
  };
}
