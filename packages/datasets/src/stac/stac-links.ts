export const GEOJSON = 'application/geo+json';
const JSON_TYPE = 'application/json';
export const SCHEMA_TYPE = 'application/schema+json';
export const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';

/** Absolute links of the catalogue that is served below `base`, such as `https://api.example`. */
export function stacLinks(base: string) {
  const root = `${base.replace(/\/$/, '')}/stac`;
  const collectionHref = (spec: string) => `${root}/collections/${encodeURIComponent(collectionIdOf(spec))}`;
  const itemHref = (spec: string, id: string) => `${collectionHref(spec)}/items/${encodeURIComponent(id)}`;
  const link = (rel: string, href: string, title?: string, type = JSON_TYPE) => ({
    rel,
    href,
    type,
    ...(title ? { title } : {}),
  });
  return {
    /** To a place of the API below the root. */
    api: (rel: string, path: string, type = JSON_TYPE, title?: string) => link(rel, `${root}${path}`, title, type),
    items: (rel: string, spec: string) => link(rel, `${collectionHref(spec)}/items`, 'Items', GEOJSON),
    queryables: (spec: string) => link(QUERYABLES, `${collectionHref(spec)}/queryables`, 'Queryables', SCHEMA_TYPE),
    root: (rel: string) => link(rel, root, 'Pangeo Forge'),
    collection: (rel: string, spec: string) => link(rel, collectionHref(spec), spec),
    item: (rel: string, spec: string, id: string, title?: string) => link(rel, itemHref(spec, id), title, GEOJSON),
  };
}

const SEPARATOR = '--';

/** `owner/name` as `owner--name`: names of GitHub's owners hold no two hyphens in a row. */
export function collectionIdOf(feedstockSpec: string): string {
  return feedstockSpec.replace('/', SEPARATOR);
}

export function feedstockSpecOf(collectionId: string): string {
  return collectionId.replace(SEPARATOR, '/');
}
