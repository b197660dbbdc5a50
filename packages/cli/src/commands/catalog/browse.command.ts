import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { catalogPage, servePage } from '../../catalog/catalog-page.ts';
import { catalogTree, findNode, nodeText } from '../../catalog/describe-node.ts';
import { type CatalogNode, readCatalog } from '../../catalog/read-catalog.ts';
import { defineCommand } from '../../define-command.ts';

export const catalogBrowseCommand = defineCommand({
  path: 'catalog browse',
  summary: 'Show a STAC catalogue, here or in a browser.',
  arguments: [
    ['[catalog]', 'a folder, a file or a URL (what the API at PANGEO_FORGE_API_URL publishes)'],
    ['[id]', 'only the part of this id'],
  ],
  options: [
    ['--web', 'serve it as a page on this machine until Ctrl-C'],
    ['--port <port>', 'with --web: on this port (a free one)'],
  ],
  input: z.object({
    catalog: z.string().optional(),
    id: z.string().optional(),
    web: z.boolean().default(false),
    port: z.coerce.number().int().min(0).max(65_535).default(0),
  }),
  async run(context, { catalog, id, web, port }) {
    const place = catalog === undefined ? `${context.api().url}/stac` : await placeOf(context.cwd, catalog);
    const root = await readCatalog(place, context.signal).catch((error: unknown) => {
      if (catalog !== undefined || !(error instanceof AppError) || error.code !== 'unavailable') throw error;
      const hint = 'Is the API running? PANGEO_FORGE_API_URL names another one.';
      throw new AppError('unavailable', `${error.publicMessage} ${hint}`, { cause: error });
    });
    const node = id === undefined ? root : findNode(root, id);
    if (!node) throw new AppError('not_found', `The catalogue holds no ${id}.`);
    if (web) {
      const onReady = (url: string) => context.notify(`The catalogue is at ${url} until Ctrl-C.`);
      await servePage(catalogPage(node), { port, signal: context.signal, onReady });
      return { data: { stopped: true }, text: '' };
    }
    const text =
      node.document.type === 'Feature' ? nodeText(node) : `${nodeText(node)}\n\n${catalogTree(node).join('\n')}`;
    return { data: dataOf(node), text };
  },
});

async function placeOf(cwd: string, given: string): Promise<string> {
  if (/^https?:\/\//.test(given)) return given;
  const place = path.resolve(cwd, given);
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? path.join(place, 'catalog.json') : place;
}

function dataOf({ document, children }: CatalogNode): object {
  return { ...document, ...(children.length > 0 ? { holds: children.map(dataOf) } : {}) };
}
