import { writeFile } from 'node:fs/promises';
import type { InspectedStore } from '@pangeo-forge/datasets/inspection/inspection';
import { escapeHtml } from '@pangeo-forge/datasets/html/render-section';
import { renderDataset } from '@pangeo-forge/datasets/html/render-dataset';
import { renderText } from '@pangeo-forge/datasets/html/render-text';

/** What a store holds, as xarray prints it; null where it was not opened. */
export function textOfStore({ description }: InspectedStore): string | null {
  return description && description.groups.map(renderText).join('\n\n');
}

/** Written beside a dataset, for people to open; null where there is nothing to show. */
export interface ShownStore {
  page: string;
  picture: string | null;
}

/** Writes the picture of a store, and a page with it and what the store holds: `base.png` and `base.html`. */
export async function writePageOfStore(base: string, title: string, store: InspectedStore): Promise<ShownStore | null> {
  const { description, picture } = store;
  if (!description) return null;
  if (picture) await writeFile(`${base}.png`, picture.light);
  await writeFile(`${base}.html`, pageOf(title, store, renderDataset(description, base)));
  return { page: `${base}.html`, picture: picture ? `${base}.png` : null };
}

function pageOf(title: string, { kind, picture }: InspectedStore, representation: string): string {
  const source = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;
  const drawn = picture
    ? `<figure><picture><source media="(prefers-color-scheme: dark)" srcset="${source(picture.dark)}">` +
      `<img src="${source(picture.light)}" alt="${escapeHtml(picture.caption)}"></picture>` +
      `<figcaption>${escapeHtml(picture.caption)}</figcaption></figure>`
    : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>body { font-family: sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem } figure { margin: 1rem 0 } img { max-width: 100% }</style>
<h1>${escapeHtml(title)}</h1>
<p>A store of kind ${kind}</p>
${drawn}
${representation}
</html>
`;
}
