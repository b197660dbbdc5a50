import type { Interval } from '@pangeo-forge/db/stac/stac-query';
import { StacProblem } from './stac-problem.ts';

/** RFC 3339, section 5.6. Postgres takes what passes here. */
const MOMENT =
  /^(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,20})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** @throws StacProblem unless it is a moment of RFC 3339. */
export function momentOf(text: unknown, name = 'datetime'): string {
  const match = typeof text === 'string' ? MOMENT.exec(text) : null;
  const [moment = '', year, month, day] = match ?? [];
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (!match || Number(day) > lastDay)
    throw new StacProblem(`${name} has to be a date and time of RFC 3339, such as 2026-01-02T03:04:05Z.`);
  return moment.toUpperCase();
}

/** @throws StacProblem unless it is a moment, or two with a slash between them, of which one may be open. */
export function intervalOf(text: string, name = 'datetime'): Interval {
  const [start = '', end, ...more] = text.split('/');
  if (end === undefined) return { start: momentOf(start, name), end: momentOf(start, name) };
  if (more.length > 0) throw new StacProblem(`${name} has more than one slash.`);
  return intervalBetween(start, end, name);
}

/** @throws StacProblem. `..` and nothing are open ends. */
export function intervalBetween(start: unknown, end: unknown, name: string): Interval {
  const isOpen = (bound: unknown) => bound === '' || bound === '..';
  if (isOpen(start) && isOpen(end)) throw new StacProblem(`${name} is open at both ends.`);
  const interval = {
    start: isOpen(start) ? null : momentOf(start, name),
    end: isOpen(end) ? null : momentOf(end, name),
  };
  if (interval.start !== null && interval.end !== null && Date.parse(interval.start) > Date.parse(interval.end))
    throw new StacProblem(`${name} ends before it starts.`);
  return interval;
}
