import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { CatalogNode, StacDocument } from './read-catalog.ts';

const ROOT = 'catalog.json';
/** Links to what only STAC API has. */
const ONLY_OF_API = new Set([
  'service-desc',
  'service-doc',
  'conformance',
  'data',
  'search',
  'items',
  'http://www.opengis.net/def/rel/ogc/1.0/queryables',
]);

/**
 * Writes the catalogue as files that link each other by relative paths, so that the folder can be moved or served as it
 * is (a self-contained catalogue). A catalogue that is there is replaced; a folder that holds anything else is left
 * alone.
 */
export async function writeStaticCatalog(folder: string, root: CatalogNode): Promise<string[]> {
  await makeRoom(folder);
  const files = new Map<string, { file: string; document: StacDocument }>();
  place(root, '', files);
  for (const { file, document } of files.values()) {
    const { conformsTo: _onlyOfApi, ...kept } = document;
    const links = document.links.flatMap((link) => {
      if (link.rel === 'self' || ONLY_OF_API.has(link.rel)) return [];
      const target = files.get(link.href)?.file;
      return [target === undefined ? link : { ...link, href: relative(file, target) }];
    });
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, `${JSON.stringify({ ...kept, links }, null, 2)}\n`);
  }
  return [...files.values()].map(({ file }) => file);
}

/** Layout of https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#catalog-layout */
function place(
  { url, document, children }: CatalogNode,
  folder: string,
  files: Map<string, { file: string; document: StacDocument }>,
): void {
  const name = { Catalog: ROOT, Collection: 'collection.json', Feature: `${document.id}.json` }[document.type];
  const at = { file: path.posix.join(folder, name), document };
  files.set(url, at);
  const self = document.links.find(({ rel }) => rel === 'self')?.href;
  if (self) files.set(self, at);
  for (const child of children) place(child, path.posix.join(folder, folderOf(child.document.id)), files);
}

/** Ids come from elsewhere, and must not lead out of the folder. */
function folderOf(id: string): string {
  if (/^[\w-][\w.-]*$/.test(id)) return id;
  throw new AppError('conflict', `A document has the id ${JSON.stringify(id)}, which cannot be the name of a folder.`);
}

function relative(from: string, to: string): string {
  const found = path.posix.relative(path.posix.dirname(from), to);
  return found.startsWith('.') ? found : `./${found}`;
}

async function makeRoom(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes(ROOT))
    throw new AppError('conflict', `${folder} holds something else than a catalogue: name another folder.`);
  for (const name of names) await rm(path.join(folder, name), { recursive: true });
}
