import { type RawBuilder, sql } from 'kysely';
import type { Interval, Literal, Position, Region, StacFilter } from './stac-query.ts';

type Condition = RawBuilder<boolean>;

/** Conditions on `stac_item as s` beside `feedstock as f`. Null where an item has no such property, as in CQL2. */
export function conditionOf(filter: StacFilter): Condition {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const separator = sql.raw(` ${filter.op} `);
      return sql`(${sql.join(filter.args.map(conditionOf), separator)})`;
    }
    case 'not':
      return sql`(not ${conditionOf(filter.arg)})`;
    case 'constant':
      return sql`${filter.value}::boolean`;
    case 'compare': {
      const comparison = sql.raw(filter.comparison);
      return sql`(${valueOf(filter.property, filter.value)} ${comparison} ${bound(filter.value)})`;
    }
    case 'between': {
      const value = valueOf(filter.property, filter.low);
      return sql`(${value} between ${bound(filter.low)} and ${bound(filter.high)})`;
    }
    case 'in': {
      const among = filter.values.map((value) => sql<boolean>`${valueOf(filter.property, value)} = ${bound(value)}`);
      return sql`(${sql.join(among, sql` or `)})`;
    }
    case 'like':
      return sql`(${valueOf(filter.property, filter.pattern)} like ${filter.pattern}::text)`;
    case 'isNull':
      return isNull(filter.property);
    case 'array':
      return arrayCondition(filter);
    case 's_intersects':
      return intersects(filter.region);
    case 't_intersects':
      return overlaps(filter.interval);
  }
}

/** Of the feedstock; GitHub's names of owners hold no two hyphens in a row. */
const COLLECTION = sql`replace(f.spec, '/', '--') collate "C"`;
const TEXTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  id: sql`s.item_id collate "C"`,
  collection: COLLECTION,
};
const MOMENTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  datetime: sql`s.starts_at`,
  start_datetime: sql`s.starts_at`,
  end_datetime: sql`s.ends_at`,
};

const propertyOf = (name: string) => sql`(s.item -> 'properties' -> ${name}::text)`;

/** The property, in the type of what it is compared with; null when it has another. */
function valueOf(property: string, literal: Literal): RawBuilder<unknown> {
  const [text, moment] = [TEXTS[property], MOMENTS[property]];
  if (typeof literal === 'object') return moment ?? sql`stac_moment(s.item -> 'properties' ->> ${property}::text)`;
  if (text) return typeof literal === 'string' ? text : sql`null`;
  if (moment) return sql`null`;
  const value = propertyOf(property);
  const type = typeof literal;
  if (type === 'string')
    return sql`case when jsonb_typeof(${value}) = 'string' then (${value} #>> '{}') collate "C" end`;
  if (type === 'number') return sql`case when jsonb_typeof(${value}) = 'number' then ${value}::float8 end`;
  return sql`case when jsonb_typeof(${value}) = 'boolean' then ${value}::boolean end`;
}

function bound(literal: Literal): RawBuilder<unknown> {
  if (typeof literal === 'object') return sql`${literal.moment}::timestamptz`;
  if (typeof literal === 'string') return sql`${literal}::text`;
  return typeof literal === 'number' ? sql`${literal}::float8` : sql`${literal}::boolean`;
}

function isNull(property: string): Condition {
  if (TEXTS[property]) return sql`false`;
  const moment = MOMENTS[property];
  if (moment) return sql`(${moment} is null)`;
  if (property === 'geometry') return sql`(s.west is null)`;
  const array = ARRAYS[property];
  return array ? sql`(${array} is null)` : sql`(coalesce(jsonb_typeof(${propertyOf(property)}), 'null') = 'null')`;
}

/** Names are the keys of an object there. */
const VARIABLES = sql`(s.item -> 'properties' -> 'cube:variables')`;
const ARRAYS: Readonly<Record<string, RawBuilder<unknown>>> = {
  variables: sql`(select jsonb_agg(k) from jsonb_object_keys(${VARIABLES}) k)`,
  dimensions: sql`(select jsonb_agg(k) from jsonb_object_keys(s.item -> 'properties' -> 'cube:dimensions') k)`,
  standard_names: sql`nullif(jsonb_path_query_array(s.item, '$.assets.data."cf:parameter"[*].name'), '[]')`,
};

function arrayCondition({ relation, property, values }: Extract<StacFilter, { op: 'array' }>): Condition {
  const texts = values.filter((value) => typeof value === 'string');
  const isIndexed = property === 'variables' && texts.length === values.length;
  if (isIndexed && relation === 'a_contains') return sql`(${VARIABLES} ?& ${texts}::text[])`;
  if (isIndexed && relation === 'a_overlaps') return sql`(${VARIABLES} ?| ${texts}::text[])`;
  const array = ARRAYS[property] ?? propertyOf(property);
  const given = sql`${JSON.stringify(values)}::jsonb`;
  const related = {
    a_contains: sql`${array} @> ${given}`,
    a_containedby: sql`${array} <@ ${given}`,
    a_equals: sql`(${array} @> ${given} and ${array} <@ ${given})`,
    a_overlaps: sql`exists (select from jsonb_array_elements(${given}) e where ${array} @> jsonb_build_array(e))`,
  }[relation];
  return sql`(case when jsonb_typeof(${array}) = 'array' then ${related} end)`;
}

/** Bounds are included. */
export function overlaps({ start, end }: Interval): Condition {
  const from = start === null ? sql`true` : sql`s.ends_at >= ${start}::timestamptz`;
  const until = end === null ? sql`true` : sql`s.starts_at <= ${end}::timestamptz`;
  return sql`(${from} and ${until})`;
}

/** What crosses the 180th meridian is stored to its east: a region is sought at its place, and a turn on both sides. */
const TURNS = [-360, 0, 360];

/** Postgres's own geometry, exact for the boxes that items have. */
export function intersects({ points, segments, polygons }: Region): Condition {
  const conditions: Condition[] = [];
  const box = sql`box(point(s.west, s.south), point(s.east, s.north))`;
  const turned = <T>(of: (turn: number) => T[]) => TURNS.flatMap(of);
  if (points.length > 0) {
    const all = turned((turn) => points.map(([x, y]) => [x + turn, y] as const));
    conditions.push(sql`exists (select from unnest(${all.map(([x]) => x)}::float8[], ${all.map(([, y]) => y)}::float8[]) p (x, y)
      where p.x between s.west and s.east and p.y between s.south and s.north)`);
  }
  if (segments.length > 0) {
    const all = turned((turn) => segments.map((ends) => `[${positions(ends, turn)}]`));
    conditions.push(sql`exists (select from unnest(${all}::lseg[]) l where l ?# ${box})`);
  }
  for (const [outline, ...holes] of polygons)
    for (const turn of TURNS) {
      const area = (ring: readonly Position[]) => sql`${`(${positions(ring, turn)})`}::polygon`;
      const outside = holes.map((hole) => sql`and not ${area(hole)} @> polygon(${box})`);
      conditions.push(sql`(${area(outline)} && polygon(${box}) ${sql.join(outside, sql` `)})`);
    }
  if (conditions.length === 0) return sql`false`;
  return sql`(s.west is not null and (${sql.join(conditions, sql` or `)}))`;
}

const positions = (ring: readonly Position[], turn: number) => ring.map(([x, y]) => `(${x + turn},${y})`).join(',');
