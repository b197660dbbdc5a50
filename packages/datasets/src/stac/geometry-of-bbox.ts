import type { Bbox } from './spatial-extent.ts';

export type Geometry =
  | { type: 'Point'; coordinates: number[] }
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

/** The outline, counter-clockwise, cut in two where it crosses the 180th meridian. [RFC 7946, section 3.1.9] */
export function geometryOfBbox([west, south, east, north]: Bbox): Geometry {
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] };
  const ring = (from: number, to: number) => [
    [
      [from, south],
      [to, south],
      [to, north],
      [from, north],
      [from, south],
    ],
  ];
  if (west <= east) return { type: 'Polygon', coordinates: ring(west, east) };
  return { type: 'MultiPolygon', coordinates: [ring(west, 180), ring(-180, east)] };
}
