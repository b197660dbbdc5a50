import { type Calendar, calendarOf } from './calendar.ts';
import type { ZarrArray } from '../zarr/zarr-node.ts';

/** How numbers stand for moments: `hours since 1950-01-01` in some calendar. */
export interface TimeCoding {
  unitMs: number;
  /** Of the reference, counted in the calendar's own days from 1970-01-01. */
  originMs: number;
  calendar: Calendar;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNITS: ReadonlyArray<[RegExp, number]> = [
  [/^(nanoseconds?|nanosecs?|ns)$/, 1e-6],
  [/^(microseconds?|microsecs?|us|µs)$/, 1e-3],
  [/^(milliseconds?|millisecs?|msecs?|ms)$/, 1],
  [/^(seconds?|secs?|s)$/, SECOND_MS],
  [/^(minutes?|mins?)$/, MINUTE_MS],
  [/^(hours?|hrs?|h)$/, HOUR_MS],
  [/^(days?|d)$/, DAY_MS],
];

const SINCE = /^\s*([a-zµ]+)\s+since\s+(.+?)\s*$/i;
const REFERENCE =
  /^([+-]?\d{1,6})-(\d{1,2})(?:-(\d{1,2}))?(?:[T\s]+(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?)?)?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?$/i;

/**
 * The coding that `units` and `calendar` describe, as the CF conventions say; null when they are no coding of times.
 */
export function timeCodingOf(units: unknown, calendarName: unknown): TimeCoding | null {
  const [, unit = '', reference = ''] = (typeof units === 'string' && SINCE.exec(units)) || [];
  const unitMs = UNITS.find(([names]) => names.test(unit.toLowerCase()))?.[1];
  const calendar = calendarOf(typeof calendarName === 'string' ? calendarName : 'standard');
  const parts = REFERENCE.exec(reference);
  if (unitMs === undefined || !calendar || !parts) return null;
  const [, year, month, day = 1, hour = 0, minute = 0, second = 0, zone] = parts;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return null;
  const ofDayMs = Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * SECOND_MS;
  return { unitMs, originMs: calendar.toDays(date) * DAY_MS + ofDayMs - zoneMs(zone), calendar };
}

function zoneMs(zone: string | undefined): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * HOUR_MS + Number(minutes) * MINUTE_MS);
}

const NUMPY_UNITS_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 36e5, D: 864e5 };

/** How the values of an array stand for moments, by its type or its attributes; null when they do not. */
export function timeCodingOfArray({ dtype, attributes }: ZarrArray): TimeCoding | null {
  const unit = /^datetime64\[(\w+)\]$/.exec(dtype)?.[1];
  const unitMs = unit && NUMPY_UNITS_MS[unit];
  const calendar = calendarOf('proleptic_gregorian');
  if (unitMs && calendar) return { unitMs, originMs: 0, calendar };
  return /^(u?int|float)\d+$/.test(dtype) ? timeCodingOf(attributes.units, attributes.calendar) : null;
}
