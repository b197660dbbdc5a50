import { expect, test } from '@jest/globals';
import { decodeTime, toUtcMoment } from './decode-time.ts';
import { timeCodingOf } from './time-coding.ts';

const decode = (value: number | bigint, units: string, calendar?: string) => {
  const coding = timeCodingOf(units, calendar);
  return coding && decodeTime(value, coding);
};

// what cftime.num2date answers
test.each<[number | bigint, string, string | undefined, string]>([
  [0, 'days since 1970-01-01', undefined, '1970-01-01T00:00:00'],
  [59, 'days since 2000-01-01', 'standard', '2000-02-29T00:00:00'],
  [59, 'days since 2000-01-01', 'noleap', '2000-03-01T00:00:00'],
  [59, 'days since 2001-01-01', 'all_leap', '2001-02-29T00:00:00'],
  [59, 'days since 2000-01-01', '360_day', '2000-02-30T00:00:00'],
  [1, 'days since 1582-10-04', 'standard', '1582-10-15T00:00:00'],
  [-1, 'days since 1582-10-15', 'gregorian', '1582-10-04T00:00:00'],
  [1, 'days since 1582-10-04', 'proleptic_gregorian', '1582-10-05T00:00:00'],
  [59, 'days since 1900-01-01', 'julian', '1900-02-29T00:00:00'],
  [36, 'hours since 1800-1-1 00:00:0.0', undefined, '1800-01-02T12:00:00'],
  [1.5, 'seconds since 1970-01-01T00:00:00Z', undefined, '1970-01-01T00:00:01.500'],
  [0, 'minutes since 2000-01-01 00:00:00 -6:00', undefined, '2000-01-01T06:00:00'],
  [946_684_800_123_456_789n, 'nanoseconds since 1970-01-01', 'proleptic_gregorian', '2000-01-01T00:00:00.123'],
  [-719_528, 'days since 1970-01-01', 'proleptic_gregorian', '0000-01-01T00:00:00'],
])('%s %s (%s) is %s', (value, units, calendar, moment) => {
  expect(decode(value, units, calendar)).toBe(moment);
});

test('what is no time has no coding, and a missing value is no moment', () => {
  for (const units of ['days', 'degrees_north', 'parsecs since 1970-01-01', 'days since yesterday', 5, undefined])
    expect(timeCodingOf(units, undefined)).toBeNull();
  expect(timeCodingOf('days since 1970-01-01', 'mayan')).toBeNull();
  expect(decode(Number.NaN, 'days since 1970-01-01')).toBeNull();
  expect(decode(-9_223_372_036_854_775_808n, 'days since 1970-01-01')).toBeNull();
});

test('days that the Gregorian calendar lacks become the last of their month in UTC', () => {
  expect(toUtcMoment('2001-02-30T06:00:00')).toBe('2001-02-28T06:00:00Z');
  expect(toUtcMoment('2000-02-30T06:00:00')).toBe('2000-02-29T06:00:00Z');
  expect(toUtcMoment('0000-01-01T00:00:00')).toBeNull();
});
