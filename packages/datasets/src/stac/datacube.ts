import type { GroupDescription, VariableDescription } from '../description/dataset-description.ts';
import type { SpatialExtent } from './spatial-extent.ts';

export const DATACUBE = 'https://stac-extensions.github.io/datacube/v2.3.0/schema.json';

/** Properties of the datacube extension: every dimension, and every variable that is not a dimension. */
export function datacubeOf(group: GroupDescription, spatial: SpatialExtent | null): Record<string, unknown> {
  const names = new Set(group.dimensions.map(({ name }) => name));
  const dimensions = group.dimensions.map(({ name, size }) => {
    const coordinate = group.coordinates.find((variable) => variable.isIndex && variable.name === name);
    return [name, dimensionOf(coordinate, size, spatial)];
  });
  const variables = [
    ...group.variables.map((variable) => [variable, 'data'] as const),
    ...group.coordinates.map((variable) => [variable, 'auxiliary'] as const),
  ].filter(([{ name }]) => !names.has(name));
  return {
    'cube:dimensions': Object.fromEntries(dimensions),
    'cube:variables': Object.fromEntries(
      variables.map(([variable, type]) => [variable.name, variableOf(variable, type)]),
    ),
  };
}

function dimensionOf(coordinate: VariableDescription | undefined, size: number, spatial: SpatialExtent | null): object {
  if (coordinate?.timeRange)
    return {
      type: 'temporal',
      ...described(coordinate),
      extent: [coordinate.timeRange.start, coordinate.timeRange.end],
    };
  const extent = coordinate?.range ? [coordinate.range.min, coordinate.range.max] : [0, Math.max(0, size - 1)];
  if (coordinate && spatial && [spatial.x, spatial.y].includes(coordinate))
    return {
      type: 'spatial',
      axis: coordinate === spatial.x ? 'x' : 'y',
      ...described(coordinate),
      extent,
      reference_system: 4326,
    };
  return { type: coordinate ? 'coordinate' : 'index', ...described(coordinate), extent, ...unitOf(coordinate) };
}

function variableOf(variable: VariableDescription, type: 'data' | 'auxiliary'): object {
  return { dimensions: variable.dimensions, type, ...described(variable), ...unitOf(variable) };
}

function described(variable: VariableDescription | undefined): { description?: string } {
  const { long_name: long, standard_name: standard } = variable?.attributes ?? {};
  const description = [long, standard].find((text) => typeof text === 'string' && text !== '');
  return typeof description === 'string' ? { description } : {};
}

function unitOf(variable: VariableDescription | undefined): { unit?: string } {
  const unit = variable?.attributes.units;
  return typeof unit === 'string' && unit !== '' ? { unit } : {};
}
