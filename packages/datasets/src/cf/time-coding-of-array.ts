import type { ZarrArray } from '../zarr/zarr-node.ts';
import { calendarOf } from './calendar.ts';
import { type TimeCoding, timeCodingOf } from './time-coding.ts';

const NUMPY_UNITS_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 36e5, D: 864e5 };

/** How the values of an array stand for moments, by its type or its attributes; null when they do not. */
export function timeCodingOfArray({ dtype, attributes }: ZarrArray): TimeCoding | null {
  const unit = /^datetime64\[(\w+)\]$/.exec(dtype)?.[1];
  const unitMs = unit && NUMPY_UNITS_MS[unit];
  const calendar = calendarOf('proleptic_gregorian');
  if (unitMs && calendar) return { unitMs, originMs: 0, calendar };
  return /^(u?int|float)\d+$/.test(dtype) ? timeCodingOf(attributes.units, attributes.calendar) : null;
}
