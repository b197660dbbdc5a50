import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { type Html, html } from '../html/html.ts';

/** West, south, east, north. */
type Bbox = readonly number[];

/** Small areas stay visible, in degrees. */
const SMALLEST = 4;

/** Where on earth a dataset lies, on a map in degrees. */
export function extentMap(bbox: Bbox): Html {
  const [west = -180, south = -90, east = 180, north = 90] = bbox;
  const parts =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  return html`<figure class="extent"><svg viewBox="0 0 360 180" role="img" aria-label="Map of the area"><rect class="extent-sea" width="360" height="180"/><path class="extent-land" d="${landPath()}"/>${parts.map(
    ([from = 0, to = 0]) => area(from, to, south, north),
  )}</svg><figcaption>${areaText(bbox)}</figcaption></figure>`;
}

function area(west: number, east: number, south: number, north: number): Html {
  const [width, height] = [Math.max(SMALLEST, east - west), Math.max(SMALLEST, north - south)];
  const x = Math.min(360 - width, Math.max(0, (west + east) / 2 + 180 - width / 2));
  const y = Math.min(180 - height, Math.max(0, 90 - (south + north) / 2 - height / 2));
  return html`<rect class="extent-area" x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}"/>`;
}

/** `60° W to 0°, 10° S to 10° N` */
export function areaText([west = -180, south = -90, east = 180, north = 90]: Bbox): string {
  const longitudes = [west, east].map((degrees) => side(degrees, 'E', 'W'));
  const latitudes = [south, north].map((degrees) => side(degrees, 'N', 'S'));
  return `${longitudes.join(' to ')}, ${latitudes.join(' to ')}`;
}

function side(degrees: number, positive: string, negative: string): string {
  const rounded = Math.round(Math.abs(degrees) * 100) / 100;
  return rounded === 0 ? '0°' : `${rounded}° ${degrees > 0 ? positive : negative}`;
}

let land: string | undefined;

/** Coasts to the degree: of Natural Earth, which is in the public domain. */
function landPath(): string {
  land ??= readLand();
  return land;
}

function readLand(): string {
  const topology = createRequire(import.meta.url)('world-atlas/land-110m.json') as Topology<{
    land: GeometryCollection;
  }>;
  return feature(topology, topology.objects.land)
    .features.flatMap(({ geometry }) => {
      if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat();
      return geometry.type === 'Polygon' ? geometry.coordinates : [];
    })
    .map(ringPath)
    .join('');
}

/** Cut where it crosses the 180th meridian: it would be drawn across the map. */
function ringPath(ring: readonly number[][]): string {
  const parts: number[][][] = [[]];
  for (const [at, point] of ring.entries()) {
    const [lon = 0] = point;
    const [before = lon] = ring[at - 1] ?? [];
    if (Math.abs(lon - before) > 180) parts.push([]);
    parts.at(-1)?.push(point);
  }
  return parts.map(partPath).join('');
}

function partPath(part: readonly number[][]): string {
  const points = part.map(([lon = 0, lat = 0]) => `${Math.round(lon + 180)} ${Math.round(90 - lat)}`);
  const distinct = points.filter((point, at) => point !== points[at - 1]);
  return distinct.length < 3 ? '' : `M${distinct.join('L')}Z`;
}
