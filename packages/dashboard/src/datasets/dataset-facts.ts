import type { CatalogEntry } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';

const KINDS: Readonly<Record<NonNullable<CatalogEntry['kind']>, string>> = {
  zarr2: 'Zarr 2',
  zarr3: 'Zarr 3',
  'kerchunk-json': 'kerchunk',
  'kerchunk-parquet': 'kerchunk (Parquet)',
  icechunk: 'Icechunk',
  parquet: 'Parquet',
};

/** The kinds of stores with their names, for a choice. */
export const KIND_NAMES = Object.entries(KINDS);

export function kindText({ kind, dataset_type: type }: Pick<CatalogEntry, 'kind' | 'dataset_type'>): string {
  return kind === null ? (type ?? 'zarr') : KINDS[kind];
}

const STEP = 1_000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `2.1 GB` */
export function sizeText(bytes: number): string {
  const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / STEP ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** `1990-01-01 to 1999-12-31`; null where the data have no times. */
export function timeText({
  starts_at: start,
  ends_at: end,
}: Pick<CatalogEntry, 'starts_at' | 'ends_at'>): string | null {
  if (start === null || end === null) return null;
  const [first, last] = [dayOf(start), dayOf(end)];
  return first === last ? first : `${first} to ${last}`;
}

const dayOf = (moment: string) => moment.replace(/T.*$/, '');

/** For light and dark pages. Below the first screen it is read when it comes near. */
export function pictureOf({ picture }: Pick<CatalogEntry, 'picture'>, { isLazy }: { isLazy: boolean }): Html | null {
  if (picture === null) return null;
  const { light, dark, caption } = picture;
  return html`<picture><source srcset="${dark}" media="(prefers-color-scheme: dark)"><img src="${light}" alt="${caption}" width="720" height="405" decoding="async"${isLazy && html` loading="lazy"`}></picture>`;
}
