import type { About } from './about-meta.ts';
import type { StacItem } from './build-item.ts';
import type { Bbox } from './spatial-extent.ts';

const VERSION = '1.1.0';

/** The root: a child for each feedstock that has published something. */
export function buildCatalog(base: string, feedstockSpecs: readonly string[]): object {
  const links = stacLinks(base);
  return {
    type: 'Catalog',
    stac_version: VERSION,
    id: 'pangeo-forge',
    title: 'Pangeo Forge',
    description: 'Analysis-ready, cloud-optimized datasets that recipes of Pangeo Forge made.',
    links: [links.root('self'), links.root('root'), ...feedstockSpecs.map((spec) => links.collection('child', spec))],
  };
}

/** The datasets of a feedstock. `about`: from the newest of them. */
export function buildCollection(base: string, spec: string, about: About, items: readonly StacItem[]): object {
  const links = stacLinks(base);
  const boxes = items.flatMap(({ bbox }) => (bbox ? [bbox] : []));
  return {
    type: 'Collection',
    stac_version: VERSION,
    id: collectionIdOf(spec),
    ...about,
    extent: {
      spatial: { bbox: [around(boxes), ...(boxes.length > 1 ? boxes : [])] },
      temporal: { interval: [spanOf(items)] },
    },
    links: [
      links.collection('self', spec),
      links.root('root'),
      links.root('parent'),
      ...items.map(({ id, properties }) => links.item('item', spec, id, String(properties.title))),
      { rel: 'about', href: `https://github.com/${spec}`, title: 'Feedstock', type: 'text/html' },
    ],
  };
}

export function linkItem(base: string, spec: string, item: StacItem): object {
  const links = stacLinks(base);
  return {
    ...item,
    collection: collectionIdOf(spec),
    links: [
      links.item('self', spec, item.id),
      links.root('root'),
      links.collection('parent', spec),
      links.collection('collection', spec),
    ],
  };
}

/** The box around all of them; the entire earth when nothing is known, or when one crosses the 180th meridian. */
function around(boxes: readonly Bbox[]): Bbox {
  const isWhole = boxes.length === 0 || (boxes.length > 1 && boxes.some(([west, , east]) => west > east));
  const only = boxes.length === 1 ? boxes[0] : undefined;
  if (only) return only;
  const of = (index: number) => boxes.map((box) => box[index] ?? 0);
  const [south, north] = boxes.length === 0 ? [-90, 90] : [Math.min(...of(1)), Math.max(...of(3))];
  return isWhole ? [-180, south, 180, north] : [Math.min(...of(0)), south, Math.max(...of(2)), north];
}

function spanOf(items: readonly StacItem[]): [string | null, string | null] {
  const moments = items.flatMap(({ properties: { datetime, start_datetime: start, end_datetime: end } }) =>
    [datetime, start, end].filter((moment): moment is string => typeof moment === 'string'),
  );
  const sorted = moments.sort();
  return [sorted[0] ?? null, sorted.at(-1) ?? null];
}

const GEOJSON = 'application/geo+json';
const JSON_TYPE = 'application/json';

/** Absolute links of the catalogue that is served below `base`, such as `https://api.example`. */
function stacLinks(base: string) {
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

const SEPARATOR = '--';

/** `owner/name` as `owner--name`: names of GitHub's owners hold no two hyphens in a row. */
export function collectionIdOf(feedstockSpec: string): string {
  return feedstockSpec.replace('/', SEPARATOR);
}

export function feedstockSpecOf(collectionId: string): string {
  return collectionId.replace(SEPARATOR, '/');
}
