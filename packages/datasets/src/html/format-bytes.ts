const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** In powers of a thousand, as xarray does: `65 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const power = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  return `${Math.round(bytes / 1_000 ** power)} ${UNITS[power - 1]}`;
}
