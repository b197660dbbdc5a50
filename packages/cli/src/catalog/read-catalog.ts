import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { whyUnreachable } from '../api/connect-api.ts';

/** A document, and where it was read. */
export interface CatalogNode {
  url: string;
  document: StacDocument;
  children: CatalogNode[];
}

const TIME_LIMIT_MS = 30_000;
const MAX_DOCUMENTS = 5_000;

/** The catalogue at a URL or in a file, with everything below it; what is linked twice is read once. */
export async function readCatalog(place: string, signal: AbortSignal): Promise<CatalogNode> {
  const seen = new Set<string>();
  async function read(url: string): Promise<CatalogNode> {
    seen.add(url);
    if (seen.size > MAX_DOCUMENTS)
      throw new AppError('too_large', `The catalogue holds more than ${MAX_DOCUMENTS} documents.`);
    const document = await readDocument(url, signal);
    const children: CatalogNode[] = [];
    for (const { rel, href } of document.links) {
      const target = new URL(href, url).href;
      if ((rel === 'child' || rel === 'item') && !seen.has(target)) children.push(await read(target));
    }
    return { url, document, children };
  }
  return read(/^https?:\/\//.test(place) ? place : pathToFileURL(place).href);
}

async function readDocument(url: string, signal: AbortSignal): Promise<StacDocument> {
  const text = url.startsWith('file:') ? await readLocal(fileURLToPath(url)) : await fetchText(url, signal);
  try {
    return stacDocumentSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('conflict', `${url} is not a document of a STAC catalogue.`, { cause: error });
  }
}

async function readLocal(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('not_found', `${file} cannot be read (${error.code}). \`catalog create\` makes a catalogue.`);
  });
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const response = await fetch(url, { signal: limited }).catch((error: unknown) => {
    throw new AppError('unavailable', `${url} could not be read (${whyUnreachable(error)}).`, { cause: error });
  });
  if (!response.ok) throw new AppError('not_found', `${url} was answered with ${response.status}.`);
  return response.text();
}

const linkSchema = z.looseObject({ rel: z.string(), href: z.string(), title: z.string().optional() });

/** What every document of a STAC catalogue has. */
export const stacDocumentSchema = z.looseObject({
  type: z.enum(['Catalog', 'Collection', 'Feature']),
  id: z.string(),
  links: z.array(linkSchema).default([]),
});

export type StacDocument = z.infer<typeof stacDocumentSchema>;
