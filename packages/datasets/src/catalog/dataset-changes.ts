import type { DatasetDescription } from '../description/dataset-description.ts';
import { formatBytes } from '../html/format-bytes.ts';

export interface DatasetChange {
  of: 'size' | 'dimension' | 'variable' | 'attribute' | 'time' | 'snapshot';
  /** Of the dimension, variable or attribute. */
  name: string;
  /** Null: it was not there. */
  from: string | null;
  /** Null: it is gone. */
  to: string | null;
}

export interface ComparedVersion {
  description: DatasetDescription | null;
  sizeBytes: number | null;
  version: string | null;
}

const MAX_CHANGES = 40;
const MAX_TEXT = 120;

/** What is different in a dataset that was written again: of its size, dimensions, variables, times and attributes. */
export function datasetChanges(older: ComparedVersion, newer: ComparedVersion): DatasetChange[] {
  const size = (version: ComparedVersion) =>
    new Map(version.sizeBytes === null ? [] : [['stored', formatBytes(version.sizeBytes)]]);
  const snapshot = (version: ComparedVersion) => new Map(version.version === null ? [] : [['', version.version]]);
  const changes = [
    ...compare('size', size(older), size(newer)),
    ...compare('snapshot', snapshot(older), snapshot(newer)),
  ];
  if (older.description && newer.description) {
    const [before, after] = [older.description, newer.description];
    changes.push(
      ...compare('dimension', dimensionsOf(before), dimensionsOf(after)),
      ...compare('time', timesOf(before), timesOf(after)),
      ...compare('variable', variablesOf(before), variablesOf(after)),
      ...compare('attribute', attributesOf(before), attributesOf(after)),
    );
  }
  return changes.slice(0, MAX_CHANGES);
}

function compare(
  of: DatasetChange['of'],
  older: ReadonlyMap<string, string>,
  newer: ReadonlyMap<string, string>,
): DatasetChange[] {
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((name) => {
    const [from, to] = [older.get(name) ?? null, newer.get(name) ?? null];
    return from === to ? [] : [{ of, name, from, to }];
  });
}

const pathOf = (group: string, name: string) => (group === '' ? name : `${group}/${name}`);

function dimensionsOf({ groups }: DatasetDescription): Map<string, string> {
  return new Map(
    groups.flatMap(({ path, dimensions }) => dimensions.map(({ name, size }) => [pathOf(path, name), String(size)])),
  );
}

function variablesOf({ groups }: DatasetDescription): Map<string, string> {
  return new Map(
    groups.flatMap(({ path, variables, coordinates }) =>
      [...variables, ...coordinates].map(({ name, dtype, dimensions, attributes }) => {
        const units = typeof attributes['units'] === 'string' ? ` ${attributes['units']}` : '';
        return [pathOf(path, name), shortened(`${dtype} (${dimensions.join(', ')})${units}`)];
      }),
    ),
  );
}

function timesOf({ groups }: DatasetDescription): Map<string, string> {
  return new Map(
    groups.flatMap(({ path, coordinates }) =>
      coordinates.flatMap(({ name, timeRange }) =>
        timeRange ? [[pathOf(path, name), `${dateOf(timeRange.start)} to ${dateOf(timeRange.end)}`] as const] : [],
      ),
    ),
  );
}

function attributesOf({ groups }: DatasetDescription): Map<string, string> {
  const [root] = groups;
  return new Map(Object.entries(root?.attributes ?? {}).map(([name, value]) => [name, shortened(textOf(value))]));
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const shortened = (text: string) => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);
const dateOf = (moment: string) => moment.replace(/T00:00:00Z$/, '').replace(/Z$/, '');
