import { fields } from '../output/table.ts';
import type { CatalogNode } from './read-catalog.ts';

/** The catalogue as a tree: a line for each document. */
export function catalogTree(node: CatalogNode, depth = 0): string[] {
  const { id, title, properties } = node.document as { id: string; title?: string; properties?: { title?: string } };
  const name = title ?? properties?.title;
  return [
    `${'  '.repeat(depth)}${id}${name && name !== id ? `  ${name}` : ''}`,
    ...node.children.flatMap((child) => catalogTree(child, depth + 1)),
  ];
}

export function findNode(node: CatalogNode, id: string): CatalogNode | undefined {
  if (node.document.id === id) return node;
  for (const child of node.children) {
    const found = findNode(child, id);
    if (found) return found;
  }
  return undefined;
}

interface Details {
  id: string;
  type: string;
  title?: string;
  description?: string;
  license?: string;
  extent?: { temporal?: { interval?: unknown[][] }; spatial?: { bbox?: unknown[][] } };
  bbox?: unknown[];
  properties?: Record<string, unknown>;
  assets?: Record<string, { href?: string; type?: string }>;
}

/** The fields of a document that people read. */
export function nodeDetails({ document, children }: CatalogNode): Record<string, string | null> {
  const { properties: own = {}, assets = {}, extent, ...more } = document as unknown as Details;
  const times = extent?.temporal?.interval?.[0] ?? [own['start_datetime'] ?? own['datetime'], own['end_datetime']];
  const dimensions = Object.keys((own['cube:dimensions'] as object | undefined) ?? {});
  const variables = Object.keys((own['cube:variables'] as object | undefined) ?? {});
  return {
    id: more.id,
    title: text(more.title ?? own['title']),
    description: text(more.description ?? own['description']),
    license: text(more.license ?? own['license']),
    time: times.filter(Boolean).join(' to ') || null,
    box: (extent?.spatial?.bbox?.[0] ?? more.bbox ?? []).join(', ') || null,
    dimensions: dimensions.join(', ') || null,
    variables: variables.join(', ') || null,
    data: text(Object.values(assets)[0]?.href),
    holds: children.map((child) => child.document.id).join(', ') || null,
  };
}

export function nodeText(node: CatalogNode): string {
  return fields(nodeDetails(node));
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
