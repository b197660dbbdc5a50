import type { DatasetDescription } from './dataset-description.ts';

/** What was stored when a dataset was opened after its bake; null for one that was not. Its form was checked then. */
export function describedAs(stored: unknown): DatasetDescription | null {
  return stored === null || stored === undefined ? null : (stored as DatasetDescription);
}

/** Bytes of all variables once loaded, as xarray counts them; null where that is unknown, as for tables. */
export function bytesOnceLoaded(stored: unknown): number | null {
  const groups = describedAs(stored)?.groups ?? [];
  const sizes = groups
    .flatMap(({ variables, coordinates }) => [...variables, ...coordinates])
    .map(({ bytes }) => bytes);
  if (sizes.length === 0 || sizes.includes(null)) return null;
  return sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
}
