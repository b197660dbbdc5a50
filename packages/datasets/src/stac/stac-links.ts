import { collectionIdOf } from './collection-id.ts';

const GEOJSON = 'application/geo+json';
const JSON_TYPE = 'application/json';

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
    root: (rel: string) => link(rel, root, 'Pangeo Forge'),
    collection: (rel: string, spec: string) => link(rel, collectionHref(spec), spec),
    item: (rel: string, spec: string, id: string, title?: string) => link(rel, itemHref(spec, id), title, GEOJSON),
  };
}
