import type { GroupDescription, VariableDescription } from '../description/dataset-description.ts';
import { formatBytes } from './format-bytes.ts';

const NAME_WIDTH = 20;
const MAX_LINE = 100;

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
  return lines.map((text) => (text.length > MAX_LINE ? `${text.slice(0, MAX_LINE - 3)}...` : text)).join('\n');
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

const MAX_CHARACTERS = 10_000;

/** An attribute's value on one line; a long one is cut. */
export function formatAttribute(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} …` : text;
}
