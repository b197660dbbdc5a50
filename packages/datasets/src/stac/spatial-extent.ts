import type { GroupDescription, VariableDescription } from '../description/dataset-description.ts';

export type Bbox = [west: number, south: number, east: number, north: number];

export interface SpatialExtent {
  x: VariableDescription;
  y: VariableDescription;
  /** WGS 84. `west` is greater than `east` where the 180th meridian is crossed. [RFC 7946, section 5.2] */
  bbox: Bbox;
}

const AXES = {
  x: {
    standard: 'longitude',
    units: /^degrees?_?(e|east)$/i,
    names: /^(lon|longitude|nav_lon|xlong)$/i,
    within: [-180, 360],
  },
  y: {
    standard: 'latitude',
    units: /^degrees?_?(n|north)$/i,
    names: /^(lat|latitude|nav_lat|xlat)$/i,
    within: [-90, 90],
  },
} as const;

/**
 * Where on earth the dataset lies, by its coordinates and the CF conventions; null when they are missing or make no
 * sense.
 */
export function spatialExtentOf({ coordinates }: GroupDescription): SpatialExtent | null {
  const [x, y] = [findAxis(coordinates, 'x'), findAxis(coordinates, 'y')];
  if (!x?.range || !y?.range) return null;
  const [west, east] = longitudes(x.range.min, x.range.max, x.shape);
  return { x, y, bbox: [west, y.range.min, east, y.range.max] };
}

function findAxis(
  coordinates: readonly VariableDescription[],
  axis: keyof typeof AXES,
): VariableDescription | undefined {
  const { standard, units, names, within } = AXES[axis];
  const signs: Array<(variable: VariableDescription) => boolean> = [
    ({ attributes }) => attributes.standard_name === standard,
    ({ attributes }) => typeof attributes.units === 'string' && units.test(attributes.units),
    ({ name }) => names.test(name),
  ];
  const usable = coordinates.filter(({ range }) => range && range.min >= within[0] && range.max <= within[1]);
  return signs.map((sign) => usable.find(sign)).find((found) => found !== undefined);
}

/** From 0…360 to -180…180; cells that reach around the earth are all of it. */
function longitudes(min: number, max: number, shape: readonly number[]): [west: number, east: number] {
  const size = shape.at(-1) ?? 1;
  const step = size > 1 ? (max - min) / (size - 1) : 0;
  if (max - min + step >= 359.9) return [-180, 180];
  if (max <= 180) return [min, max];
  return [min > 180 ? min - 360 : min, max - 360];
}
