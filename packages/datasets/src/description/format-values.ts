import type { ArrayValues, Value } from '../zarr/read-values.ts';

const MOST_SHOWN = 6;
const MIDNIGHT = 'T00:00:00';
const MOST_TEXT = 60;

/** `0.5 1.5 2.5 ... 357.5 358.5 359.5` */
export function formatEnds({ first, last }: ArrayValues, size: number, decode: (value: Value) => Value | null): string {
  const isDaily = [...first, ...last].every((value) => String(decode(value)).endsWith(MIDNIGHT));
  const shown = (values: readonly Value[]) =>
    values.map((value) => (isDaily ? String(decode(value)).slice(0, -MIDNIGHT.length) : formatValue(decode(value))));
  if (size <= first.length) return shown(first).join(' ');
  if (size <= MOST_SHOWN) return [...shown(first), ...shown(last.slice(first.length + last.length - size))].join(' ');
  return [...shown(first), '...', ...shown(last)].join(' ');
}

function formatValue(value: Value | null): string {
  if (value === null) return 'nan';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  if (typeof value === 'string' && !/^-?\d{4,}-\d\d-\d\dT/.test(value)) return `'${value.slice(0, MOST_TEXT)}'`;
  return String(value);
}
