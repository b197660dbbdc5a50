import type { About } from './about-meta.ts';
import type { StacItem } from './build-item.ts';
import { collectionIdOf } from './collection-id.ts';
import type { Bbox } from './spatial-extent.ts';
import { stacLinks } from './stac-links.ts';

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

/** The datasets of a feedstock. `about`: what the newest of them tells. */
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

/** What encloses all; the whole earth when nothing is known, or when one crosses the 180th meridian. */
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
