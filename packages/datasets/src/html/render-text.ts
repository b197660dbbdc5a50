import type { GroupDescription, VariableDescription } from '../description/dataset-description.ts';
import { formatAttribute } from './format-attribute.ts';
import { formatBytes } from './format-bytes.ts';

const NAME_WIDTH = 20;
const MOST_LINE = 100;

/** For readers without style sheets. Not escaped. */
export function renderText(group: GroupDescription): string {
  const lines = [
    `<xarray.Dataset> Size: ${formatBytes(sizeOf(group))}`,
    `Dimensions:  (${group.dimensions.map(({ name, size }) => `${name}: ${size}`).join(', ')})`,
    ...part('Coordinates:', group.coordinates.map(line)),
    ...part('Data variables:', group.variables.map(line)),
    ...part(
      'Attributes:',
      Object.entries(group.attributes).map(
        ([name, value]) => `    ${`${name}:`.padEnd(NAME_WIDTH)} ${formatAttribute(value)}`,
      ),
    ),
  ];
  return lines.map((text) => (text.length > MOST_LINE ? `${text.slice(0, MOST_LINE - 3)}...` : text)).join('\n');
}

export function sizeOf({ coordinates, variables }: GroupDescription): number {
  return [...coordinates, ...variables].reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines] : [];
}

function line({ name, dimensions, dtype, preview, isIndex }: VariableDescription): string {
  return `${isIndex ? '  * ' : '    '}${name.padEnd(NAME_WIDTH)} (${dimensions.join(', ')}) ${dtype} ${preview ?? '...'}`;
}
