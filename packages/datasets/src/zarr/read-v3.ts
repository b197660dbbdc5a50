import { type ListNames, walkNodes } from './list-nodes.ts';
import { readJson } from './read-json.ts';
import { nodeOfV3 } from './to-node.ts';
import type { ReadKey, ZarrHierarchy, ZarrNode } from './zarr-node.ts';

const DOCUMENT = 'zarr.json';

/** Format 3, whose root may hold the metadata of all. Null when there is no such root. */
export async function readV3(readKey: ReadKey, list: ListNames): Promise<ZarrHierarchy | null> {
  const root = await readJson(readKey, DOCUMENT);
  if (root?.zarr_format !== 3) return null;
  const nodes: ZarrNode[] = [];
  const documents = new Map<string, unknown>();
  const add = (path: string, document: unknown): ZarrNode | null => {
    const node = nodeOfV3(path, document);
    if (!node) return null;
    nodes.push(node);
    documents.set(path === '' ? DOCUMENT : `${path}/${DOCUMENT}`, document);
    return node;
  };
  add('', root);
  const consolidated = (root.consolidated_metadata as { metadata?: unknown } | null | undefined)?.metadata;
  if (typeof consolidated === 'object' && consolidated !== null) {
    for (const [path, document] of Object.entries(consolidated)) add(path, document);
    return { format: 3, isConsolidated: true, nodes, documents, readKey };
  }
  await walkNodes(list, async (path) => add(path, await readJson(readKey, `${path}/${DOCUMENT}`))?.kind === 'group');
  return { format: 3, isConsolidated: false, nodes, documents, readKey };
}
