import type { About } from './about-meta.ts';
import type { StacItem } from './build-item.ts';
import type { Bbox } from './spatial-extent.ts';
import { collectionIdOf, stacLinks } from './stac-links.ts';

const VERSION = '1.1.0';

/** A catalogue, a collection or an item, with its links. */
export interface StacDocument extends Record<string, unknown> {
  links: object[];
}

/** What a collection says of an item. */
export type SummarisedItem = Pick<StacItem, 'id' | 'properties'> & { bbox?: Bbox | null };

/** The root: a child for each feedstock that has published something. */
export function buildCatalog(base: string, feedstockSpecs: readonly string[]): StacDocument {
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
export function buildCollection(
  base: string,
  spec: string,
  about: About,
  items: readonly SummarisedItem[],
): StacDocument {
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
  return { ...item, ...placeOfItem(base, spec, item.id) };
}

/** What an item says of the catalogue that it is in. */
export function placeOfItem(base: string, spec: string, id: string): { collection: string; links: object[] } {
  const links = stacLinks(base);
  return {
    collection: collectionIdOf(spec),
    links: [
      links.item('self', spec, id),
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

function spanOf(items: readonly SummarisedItem[]): [string | null, string | null] {
  const moments = items.flatMap(({ properties: { datetime, start_datetime: start, end_datetime: end } }) =>
    [datetime, start, end].filter((moment): moment is string => typeof moment === 'string'),
  );
  const sorted = moments.sort();
  return [sorted[0] ?? null, sorted.at(-1) ?? null];
}
