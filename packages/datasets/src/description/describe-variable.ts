import { decodeTime, toUtcMoment } from '../cf/decode-time.ts';
import { type TimeCoding, timeCodingOfArray } from '../cf/time-coding.ts';
import { itemBytes } from '../zarr/dtype-names.ts';
import { type ArrayValues, productOf, readValues, type Value } from '../zarr/read-values.ts';
import type { Attributes, ZarrArray, ZarrHierarchy } from '../zarr/zarr-node.ts';
import type { VariableDescription } from './dataset-description.ts';

/** What xarray takes in while it decodes. */
const TAKEN_IN = ['_FillValue', 'missing_value', 'scale_factor', 'add_offset', 'coordinates', 'dtype', '_Unsigned'];
const TAKEN_IN_OF_TIMES = ['units', 'calendar'];
const STANDARD_CALENDARS = ['standard', 'gregorian', 'proleptic_gregorian'];

/**
 * The values of coordinates are read, those of data variables are not. A value that cannot be read is no error: its
 * preview is missing.
 */
export async function describeVariable(
  hierarchy: ZarrHierarchy,
  array: ZarrArray,
  name: string,
  isCoordinate: boolean,
): Promise<VariableDescription> {
  const coding = timeCodingOfArray(array);
  const values = isCoordinate ? await readValues(hierarchy, array).catch(() => null) : null;
  const dtype = decodedDtype(array, coding, hierarchy.format);
  const size = itemBytes(dtype);
  const dimensions = array.dimensions.map((dimension, index) => dimension ?? `dim_${index}`);
  const decode = decoderOf(array, coding);
  return {
    name,
    dimensions,
    shape: array.shape,
    chunks: array.chunks,
    dtype,
    storedDtype: array.dtype,
    codecs: array.codecs,
    bytes: size === null ? null : size * productOf(array.shape),
    attributes: visible(array.attributes, coding),
    isIndex: dimensions.length === 1 && dimensions[0] === name,
    preview: values && formatEnds(values, productOf(array.shape), decode),
    range: coding ? null : rangeOf(values, decode),
    timeRange: coding && timeRangeOf(values, coding),
  };
}

function visible(attributes: Attributes, coding: TimeCoding | null): Attributes {
  const hidden = coding ? [...TAKEN_IN, ...TAKEN_IN_OF_TIMES] : TAKEN_IN;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !hidden.includes(name)));
}

function decodedDtype({ dtype, attributes, fillValue }: ZarrArray, coding: TimeCoding | null, format: 2 | 3): string {
  if (coding) {
    const { calendar = 'standard' } = attributes;
    return dtype.startsWith('datetime64') || STANDARD_CALENDARS.includes(String(calendar))
      ? 'datetime64[ns]'
      : 'object';
  }
  const isInteger = /^u?int\d+$/.test(dtype);
  const isScaled = 'scale_factor' in attributes || 'add_offset' in attributes;
  // format 2 has one place for what a missing chunk and a missing value hold
  const isMasked =
    '_FillValue' in attributes || 'missing_value' in attributes || (format === 2 && (fillValue ?? null) !== null);
  if (isInteger && (isScaled || isMasked)) return /^u?int(8|16)$/.test(dtype) ? 'float32' : 'float64';
  return dtype;
}

function decoderOf({ attributes }: ZarrArray, coding: TimeCoding | null): (value: Value) => Value | null {
  if (coding)
    return (value) => (typeof value === 'string' || typeof value === 'boolean' ? null : decodeTime(value, coding));
  const { scale_factor: scale, add_offset: offset, _FillValue: fill } = attributes;
  if (typeof scale !== 'number' && typeof offset !== 'number') return (value) => (value === fill ? null : value);
  return (value) =>
    value === fill
      ? null
      : Number(value) * (typeof scale === 'number' ? scale : 1) + (typeof offset === 'number' ? offset : 0);
}

function rangeOf(values: ArrayValues | null, decode: (value: Value) => Value | null): VariableDescription['range'] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values?.all ?? [...(values?.first ?? []), ...(values?.last ?? [])]) {
    const decoded = decode(value);
    if (typeof decoded === 'bigint' || (typeof decoded === 'number' && Number.isFinite(decoded))) {
      min = Math.min(min, Number(decoded));
      max = Math.max(max, Number(decoded));
    }
  }
  return min <= max ? { min, max } : null;
}

function timeRangeOf(values: ArrayValues | null, coding: TimeCoding): VariableDescription['timeRange'] {
  let [start, end]: [string | null, string | null] = [null, null];
  for (const value of values?.all ?? [...(values?.first ?? []), ...(values?.last ?? [])]) {
    if (typeof value === 'string' || typeof value === 'boolean') continue;
    const decoded = decodeTime(value, coding);
    const moment = decoded && toUtcMoment(decoded);
    if (!moment) continue;
    if (start === null || moment < start) start = moment;
    if (end === null || moment > end) end = moment;
  }
  return start !== null && end !== null ? { start, end } : null;
}

const MAX_SHOWN = 6;
const MIDNIGHT = 'T00:00:00';
const MAX_TEXT = 60;

/** `0.5 1.5 2.5 ... 357.5 358.5 359.5` */
function formatEnds({ first, last }: ArrayValues, size: number, decode: (value: Value) => Value | null): string {
  const isDaily = [...first, ...last].every((value) => String(decode(value)).endsWith(MIDNIGHT));
  const shown = (values: readonly Value[]) =>
    values.map((value) => (isDaily ? String(decode(value)).slice(0, -MIDNIGHT.length) : formatValue(decode(value))));
  if (size <= first.length) return shown(first).join(' ');
  if (size <= MAX_SHOWN) return [...shown(first), ...shown(last.slice(first.length + last.length - size))].join(' ');
  return [...shown(first), '...', ...shown(last)].join(' ');
}

function formatValue(value: Value | null): string {
  if (value === null) return 'nan';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  if (typeof value === 'string' && !/^-?\d{4,}-\d\d-\d\dT/.test(value)) return `'${value.slice(0, MAX_TEXT)}'`;
  return String(value);
}
