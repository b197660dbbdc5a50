import type { About } from '@pangeo-forge/datasets/stac/about-meta';
import { buildCatalog, buildCollection, linkItem } from '@pangeo-forge/datasets/stac/build-catalog';
import type { StacItem } from '@pangeo-forge/datasets/stac/build-item';
import type { CatalogNode } from './read-catalog.ts';
import { stacDocumentSchema } from './stac-document.ts';

/** Stands in links until they are made relative. */
const BASE = 'https://catalogue.invalid';

/** A catalogue of one feedstock's items, in the shape of the one that the API serves. */
export function catalogOfItems(spec: string, about: About, items: readonly StacItem[]): CatalogNode {
  const node = (document: object, children: CatalogNode[]): CatalogNode => {
    const parsed = stacDocumentSchema.parse(document);
    return { url: parsed.links.find(({ rel }) => rel === 'self')?.href ?? '', document: parsed, children };
  };
  const leaves = items.map((item) => node(linkItem(BASE, spec, item), []));
  return node(buildCatalog(BASE, [spec]), [node(buildCollection(BASE, spec, about, items), leaves)]);
}
