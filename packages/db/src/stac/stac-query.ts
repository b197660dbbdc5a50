/** [longitude, latitude], WGS 84. */
export type Position = readonly [number, number];

/** What a geometry is made of. A polygon is its outline, and its holes. */
export interface Region {
  points: readonly Position[];
  segments: ReadonlyArray<readonly [Position, Position]>;
  polygons: ReadonlyArray<readonly [readonly Position[], ...(readonly Position[])[]]>;
}

/** Moments of RFC 3339; null: without an end on this side. */
export interface Interval {
  start: string | null;
  end: string | null;
}

/** `moment`: RFC 3339. */
export type Literal = string | number | boolean | { moment: string };

export const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='] as const;
export const ARRAY_RELATIONS = ['a_contains', 'a_containedby', 'a_equals', 'a_overlaps'] as const;

/** A filter of CQL2, as far as items can be filtered. `property` is a queryable, or any property of an item. */
export type StacFilter =
  | { op: 'and' | 'or'; args: readonly StacFilter[] }
  | { op: 'not'; arg: StacFilter }
  | { op: 'constant'; value: boolean }
  | { op: 'compare'; comparison: (typeof COMPARISONS)[number]; property: string; value: Literal }
  | { op: 'between'; property: string; low: Literal; high: Literal }
  | { op: 'in'; property: string; values: readonly Literal[] }
  | { op: 'like'; property: string; pattern: string }
  | { op: 'isNull'; property: string }
  | { op: 'array'; relation: (typeof ARRAY_RELATIONS)[number]; property: string; values: readonly (string | number)[] }
  | { op: 's_intersects'; region: Region }
  | { op: 't_intersects'; interval: Interval };

/** What is searched for: items that match all of it. */
export interface StacQuery {
  /** Specs of feedstocks. */
  feedstocks?: readonly string[] | undefined;
  /** Ids of items. */
  ids?: readonly string[] | undefined;
  region?: Region | undefined;
  interval?: Interval | undefined;
  filter?: StacFilter | undefined;
}
