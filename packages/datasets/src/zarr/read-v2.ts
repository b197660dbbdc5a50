import { type ListNames, walkNodes } from './list-nodes.ts';
import { readJson } from './read-json.ts';
import { arrayOfV2 } from './to-node.ts';
import type { Attributes, ReadKey, ZarrHierarchy, ZarrNode } from './zarr-node.ts';

/** Format 2, with or without `.zmetadata`. Null when there is no such root. */
export async function readV2(readKey: ReadKey, list: ListNames): Promise<ZarrHierarchy | null> {
  const consolidated = (await readJson(readKey, '.zmetadata'))?.metadata;
  const isConsolidated = typeof consolidated === 'object' && consolidated !== null;
  const documents = isConsolidated ? new Map(Object.entries(consolidated)) : await readEach(readKey, list);
  if (!documents) return null;
  return { format: 2, isConsolidated, nodes: nodesOf(documents), documents, readKey };
}

async function readEach(readKey: ReadKey, list: ListNames): Promise<Map<string, unknown> | null> {
  const documents = new Map<string, unknown>();
  const take = async (key: string) => {
    const document = await readJson(readKey, key);
    if (document) documents.set(key, document);
    return document !== null;
  };
  if (!(await take('.zgroup')) && !(await take('.zarray'))) return null;
  await take('.zattrs');
  await walkNodes(list, async (path) => {
    const isGroup = !(await take(`${path}/.zarray`)) && (await take(`${path}/.zgroup`));
    if (documents.has(`${path}/.zarray`) || isGroup) await take(`${path}/.zattrs`);
    return isGroup;
  });
  return documents;
}

function nodesOf(documents: ReadonlyMap<string, unknown>): ZarrNode[] {
  return [...documents.keys()].flatMap((key) => {
    const [, path = '', role] = /^(?:(.+)\/)?\.(zarray|zgroup)$/.exec(key) ?? [];
    if (!role) return [];
    const attributes = (documents.get(path === '' ? '.zattrs' : `${path}/.zattrs`) ?? {}) as Attributes;
    if (role === 'zgroup') return [{ kind: 'group' as const, path, attributes }];
    return arrayOfV2(path, documents.get(key), attributes) ?? [];
  });
}
