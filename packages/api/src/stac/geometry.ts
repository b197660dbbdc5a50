import type { Position, Region } from '@pangeo-forge/db/stac/stac-query';
import { z } from 'zod';
import { StacProblem } from './stac-problem.ts';

/** Of all parts of a geometry: what one statement compares. */
const MAX_POSITIONS = 500;
const MAX_DEGREES = 540;

const position = z
  .array(z.number())
  .min(2)
  .max(4)
  .transform(([x = 0, y = 0]): Position => [x, y])
  .refine(([x, y]) => Math.abs(x) <= 360 && Math.abs(y) <= 90, 'a position is longitude, latitude in degrees');
const line = z.array(position).min(2).max(MAX_POSITIONS);
const ring = z
  .array(position)
  .min(4)
  .max(MAX_POSITIONS)
  .refine((positions) => String(positions[0]) === String(positions.at(-1)), 'a ring ends where it starts');
const polygon = z.array(ring).min(1).max(MAX_POSITIONS);
const many = <T extends z.ZodType>(part: T) => z.array(part).min(1).max(MAX_POSITIONS);

const plainGeometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: position }),
  z.object({ type: z.literal('MultiPoint'), coordinates: many(position) }),
  z.object({ type: z.literal('LineString'), coordinates: line }),
  z.object({ type: z.literal('MultiLineString'), coordinates: many(line) }),
  z.object({ type: z.literal('Polygon'), coordinates: polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: many(polygon) }),
]);
type PlainGeometry = z.output<typeof plainGeometry>;
const geometrySchema = z.union([
  z.object({ type: z.literal('GeometryCollection'), geometries: many(plainGeometry) }),
  plainGeometry,
]);

/**
 * Reads a geometry of GeoJSON, of up to 500 positions; collections hold no collections. Longitudes may go on beyond
 * 180.
 * @throws StacProblem when it is none.
 */
export function regionOf(geometry: unknown, name: string): Region {
  const { data, error } = geometrySchema.safeParse(geometry);
  if (!data) {
    const [issue] = error.issues;
    throw new StacProblem(
      `${name} is no geometry of GeoJSON with up to ${MAX_POSITIONS} positions: ${issue?.message}.`,
    );
  }
  const parts = data.type === 'GeometryCollection' ? data.geometries : [data];
  const regions = parts.map(partsOf);
  const region = {
    points: regions.flatMap(({ points }) => points),
    segments: regions.flatMap(({ segments }) => segments),
    polygons: regions.flatMap(({ polygons }) => polygons),
  };
  const positions = region.points.length + region.segments.length + region.polygons.flat(2).length;
  if (positions > MAX_POSITIONS) throw new StacProblem(`${name} has more than ${MAX_POSITIONS} positions.`);
  return region;
}

const NOTHING: Region = { points: [], segments: [], polygons: [] };

function partsOf(geometry: PlainGeometry): Region {
  switch (geometry.type) {
    case 'Point':
      return { ...NOTHING, points: [geometry.coordinates] };
    case 'MultiPoint':
      return { ...NOTHING, points: geometry.coordinates };
    case 'LineString':
      return { ...NOTHING, segments: segmentsOf(geometry.coordinates) };
    case 'MultiLineString':
      return { ...NOTHING, segments: geometry.coordinates.flatMap(segmentsOf) };
    case 'Polygon':
      return { ...NOTHING, polygons: [geometry.coordinates as unknown as Region['polygons'][number]] };
    case 'MultiPolygon':
      return { ...NOTHING, polygons: geometry.coordinates as unknown as Region['polygons'] };
  }
}

function segmentsOf(positions: readonly Position[]): Region['segments'] {
  return positions.slice(1).map((end, index) => [positions[index] ?? end, end] as const);
}

/**
 * Reads a bounding box of four or six numbers; west of its east it crosses the 180th meridian.
 * @throws StacProblem when it is none.
 */
export function regionOfBbox(given: unknown, name = 'bbox'): Region {
  const { data } = z.array(z.number()).safeParse(given);
  if (!data || (data.length !== 4 && data.length !== 6)) throw new StacProblem(`${name} has four or six numbers.`);
  const [west = 0, south = 0, east = 0, north = 0] = data.length === 4 ? data : [0, 1, 3, 4].map((at) => data[at] ?? 0);
  if (data.length === 6 && (data[2] ?? 0) > (data[5] ?? 0)) throw new StacProblem(`${name} is upside down.`);
  // clients ask beyond the ends of the earth, and find what is at 180 degrees and less
  if (![west, south, east, north].every((degrees) => Math.abs(degrees) <= MAX_DEGREES))
    throw new StacProblem(`${name} has more than ${MAX_DEGREES} degrees.`);
  if (south > north) throw new StacProblem(`${name} has a southern end that is north of its northern end.`);
  const end = west > east ? east + 360 : east;
  const outline: Position[] = [
    [west, south],
    [end, south],
    [end, north],
    [west, north],
    [west, south],
  ];
  return { ...NOTHING, polygons: [[outline]] };
}
