import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DatasetSource } from '../sources/dataset-source.ts';
import { readReferences } from './read-references.ts';
import type { Attributes, ReadKey, ZarrHierarchy, ZarrNode } from './zarr-node.ts';
import { arrayOfV2, type ListNames, nodeOfV3, walkNodes } from './to-node.ts';

/**
 * The hierarchy at this place: Zarr 2 or 3, consolidated or, where the storage lists its contents, not; or references
 * to one (kerchunk).
 * @throws AppError `not_found` when there is none, and what the source throws.
 */
export async function readHierarchy(source: DatasetSource, url: string): Promise<ZarrHierarchy> {
  const { root, query } = splitQuery(url);
  if (root.endsWith('.json')) return readReferenceFile(source, url);
  const readKey: ReadKey = (key) => source.read(`${root}/${encodeKey(root, key)}${query}`);
  const list = (path: string) => source.list(path === '' ? root : `${root}/${encodeKey(root, path)}`);
  const hierarchy = (await readV3(readKey, list)) ?? (await readV2(readKey, list));
  if (hierarchy) return hierarchy;
  const references = await source.read(`${root}/reference.json${query}`);
  if (references) return fromReferences(source, references);
  throw new AppError('not_found', 'There is no Zarr store and no reference.json at this URL.');
}

async function readReferenceFile(source: DatasetSource, url: string): Promise<ZarrHierarchy> {
  const bytes = await source.read(url);
  if (!bytes) throw new AppError('not_found', 'There is nothing at this URL.');
  return fromReferences(source, bytes);
}

async function fromReferences(source: DatasetSource, bytes: Uint8Array): Promise<ZarrHierarchy> {
  const document = parseJsonObject(Buffer.from(bytes).toString('utf8'));
  const references = document && readReferences(document, source);
  const hierarchy =
    references &&
    ((await readV3(references.readKey, references.list)) ?? (await readV2(references.readKey, references.list)));
  if (!hierarchy) throw new AppError('not_found', 'The JSON at this URL holds no references to a Zarr store.');
  return hierarchy;
}

function splitQuery(url: string): { root: string; query: string } {
  const isWeb = /^https?:/i.test(url);
  const at = isWeb ? url.search(/[?#]/) : -1;
  const root = (at < 0 ? url : url.slice(0, at)).replace(/\/+$/, '');
  return { root, query: at < 0 ? '' : url.slice(at).replace(/#.*$/, '') };
}

/** Names are the author's: a step that is no plain name (`..`) never leaves the store. */
function encodeKey(root: string, key: string): string {
  const steps = key.split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..'))
    throw new AppError('forbidden', 'The store names something outside itself.');
  return /^[a-z][a-z0-9+.-]*:/i.test(root) ? steps.map(encodeURIComponent).join('/') : key;
}

const DOCUMENT = 'zarr.json';

/** Format 3, whose root may hold the metadata of all. Null when there is no such root. */
async function readV3(readKey: ReadKey, list: ListNames): Promise<ZarrHierarchy | null> {
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

/** Format 2, with or without `.zmetadata`. Null when there is no such root. */
async function readV2(readKey: ReadKey, list: ListNames): Promise<ZarrHierarchy | null> {
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

/**
 * A JSON object; null when it is not there. Python also writes NaN and infinities, which are no JSON: they become text.
 */
async function readJson(readKey: ReadKey, key: string): Promise<Attributes | null> {
  const bytes = await readKey(key);
  return bytes && parseJsonObject(Buffer.from(bytes).toString('utf8'));
}

function parseJsonObject(text: string): Attributes | null {
  const value = tryParse(text) ?? (/NaN|Infinity/.test(text) ? tryParse(withNumbersAsText(text)) : undefined);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Attributes) : null;
}

function withNumbersAsText(text: string): string {
  return text.replace(/(?<=[[,:]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '"$1"');
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
