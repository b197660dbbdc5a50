import { ARRAY_RELATIONS, COMPARISONS, type Literal, type StacFilter } from '@pangeo-forge/db/stac/stac-query';
import { regionOf, regionOfBbox } from '../geometry.ts';
import { intervalBetween, momentOf } from '../moments.ts';
import { StacProblem } from '../stac-problem.ts';

const MAX_DEPTH = 16;
const MAX_PARTS = 100;
const MAX_VALUES = 200;
const MAX_TEXT = 1_000;

/**
 * Reads a filter in CQL2 JSON. [OGC 21-065r2, section 8] It is bounded: 16 levels, 100 conditions, 200 values of a
 * list. Each condition has a property first, and what it is compared with then.
 * @throws StacProblem for what is no filter, or has more than is supported.
 */
export function filterOfJson(given: unknown): StacFilter {
  let parts = 0;
  const read = (value: unknown, depth: number): StacFilter => {
    if (depth > MAX_DEPTH) throw new StacProblem(`filter has more than ${MAX_DEPTH} levels.`);
    if (++parts > MAX_PARTS) throw new StacProblem(`filter has more than ${MAX_PARTS} conditions.`);
    if (typeof value === 'boolean') return { op: 'constant', value };
    const { op, args } = operationOf(value);
    const nested = () => args.map((arg) => read(arg, depth + 1));
    if (op === 'and' || op === 'or') {
      if (args.length < 2) throw new StacProblem(`filter: ${op} combines at least two conditions.`);
      return { op, args: nested() };
    }
    if (op === 'not') {
      const [arg, ...more] = nested();
      if (!arg || more.length > 0) throw new StacProblem('filter: not has one condition.');
      return { op, arg };
    }
    return predicateOf(op, args);
  };
  return read(given, 1);
}

function operationOf(value: unknown): { op: string; args: readonly unknown[] } {
  const { op, args } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof op !== 'string' || !Array.isArray(args))
    throw new StacProblem('filter: each condition is an object with op and args.');
  return { op, args: args as unknown[] };
}

function predicateOf(operator: string, args: readonly unknown[]): StacFilter {
  const op = operator.toLowerCase();
  const property = propertyOf(args[0], op);
  const [, second, third] = args;
  const expect = (count: number) => {
    if (args.length !== count) throw new StacProblem(`filter: ${operator} has ${count} arguments.`);
  };
  const comparison = COMPARISONS.find((one) => one === op);
  const relation = ARRAY_RELATIONS.find((one) => one === op);
  if (op === 'isnull') {
    expect(1);
    return { op: 'isNull', property };
  }
  if (op === 'between') {
    const [low, high] = Array.isArray(second) ? (second as unknown[]) : [second, third];
    return { op, property, low: literalOf(low, property), high: literalOf(high, property) };
  }
  expect(2);
  if (comparison) return { op: 'compare', comparison, property, value: literalOf(second, property) };
  if (relation) return { op: 'array', relation, property, values: listOf(second).map(textOrNumber) };
  if (op === 'in') return { op, property, values: listOf(second).map((value) => literalOf(value, property)) };
  if (op === 'like') return { op, property, pattern: textOf(second) };
  if (op === 's_intersects') return { op, region: spatialOf(second, property) };
  if (op === 't_intersects') return { op, interval: temporalOf(second, property) };
  throw new StacProblem(`filter: ${textOf(operator).slice(0, 40)} is not supported.`);
}

function propertyOf(value: unknown, op: string): string {
  const { property } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof property === 'string' && property !== '') return textOf(property.replace(/^properties\./, ''));
  throw new StacProblem(`filter: the first argument of ${op.slice(0, 40)} has to be a property.`);
}

function literalOf(value: unknown, property: string): Literal {
  if (typeof value === 'string') return isTime(property) ? { moment: momentOf(value, property) } : textOf(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const { timestamp, date } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (timestamp !== undefined) return { moment: momentOf(timestamp, 'filter: a timestamp') };
  if (typeof date === 'string') return { moment: momentOf(`${date}T00:00:00Z`, 'filter: a date') };
  throw new StacProblem(
    `filter: ${property} has to be compared with a text, a number, true or false, a date or a timestamp.`,
  );
}

const isTime = (property: string) => ['datetime', 'start_datetime', 'end_datetime', 'created'].includes(property);

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_VALUES)
    throw new StacProblem(`filter: a list has one to ${MAX_VALUES} values.`);
  return value as unknown[];
}

function textOrNumber(value: unknown): string | number {
  return typeof value === 'number' ? value : textOf(value);
}

/** What Postgres can hold. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new StacProblem('filter: a text is missing.');
  if (value.length > MAX_TEXT || value.includes('\0') || !value.isWellFormed())
    throw new StacProblem(`filter: a text has up to ${MAX_TEXT} characters, and no null characters.`);
  return value;
}

function spatialOf(value: unknown, property: string) {
  if (property !== 'geometry') throw new StacProblem('filter: s_intersects has geometry as its first argument.');
  const { bbox } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return bbox === undefined ? regionOf(value, 'filter: the geometry') : regionOfBbox(bbox, 'filter: bbox');
}

function temporalOf(value: unknown, property: string) {
  if (!isTime(property)) throw new StacProblem('filter: t_intersects has datetime as its first argument.');
  const { interval } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (Array.isArray(interval) && interval.length === 2) {
    const [start, end] = (interval as unknown[]).map(dayAsMoment);
    return intervalBetween(start, end, 'filter: an interval');
  }
  const literal = literalOf(value, property);
  if (typeof literal !== 'object') throw new StacProblem('filter: t_intersects compares with a time.');
  return { start: literal.moment, end: literal.moment };
}

function dayAsMoment(bound: unknown): unknown {
  return typeof bound === 'string' && /^\d{4}-\d\d-\d\d$/.test(bound) ? `${bound}T00:00:00Z` : bound;
}
