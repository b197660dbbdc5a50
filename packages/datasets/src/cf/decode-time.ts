import type { CalendarDate } from './calendar.ts';
import { DAY_MS, type TimeCoding } from './time-coding.ts';

/**
 * The moment, `2021-02-01T06:00:00`, in the coding's calendar: some have a February 30th. Null for what is no moment,
 * such as a missing value.
 */
export function decodeTime(value: number | bigint, coding: TimeCoding): string | null {
  const ms = coding.originMs + Math.round(toMs(value, coding.unitMs));
  if (!Number.isSafeInteger(ms)) return null;
  const days = Math.floor(ms / DAY_MS);
  const date = coding.calendar.toDate(days);
  return `${formatDate(date)}T${formatClock(ms - days * DAY_MS)}`;
}

/**
 * The same as a moment of ISO 8601 in UTC: a day that the Gregorian month lacks is its last. Null outside the years 1
 * to 9999.
 */
export function toUtcMoment(decoded: string): string | null {
  const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(decoded) ?? [];
  if (!year || Number(year) === 0) return null;
  const last = new Date(Date.UTC(2000, Number(month), 0));
  last.setUTCFullYear(Number(year), Number(month), 0);
  const real = String(Math.min(Number(day), last.getUTCDate())).padStart(2, '0');
  return `${year}-${month}-${real}T${clock}Z`;
}

function toMs(value: number | bigint, unitMs: number): number {
  // nanoseconds since 1970 need more digits than a number has
  if (typeof value === 'bigint' && unitMs < 1) return Number(value / BigInt(Math.round(1 / unitMs)));
  return Number(value) * unitMs;
}

function formatDate({ year, month, day }: CalendarDate): string {
  const digits = (count: number, length: number) => String(Math.abs(count)).padStart(length, '0');
  return `${year < 0 ? '-' : ''}${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

function formatClock(ofDayMs: number): string {
  return new Date(ofDayMs)
    .toISOString()
    .slice('1970-01-01T'.length, -1)
    .replace(/\.000$/, '');
}
