import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { DatasetDescription, VariableDescription } from '../description/dataset-description.ts';
import { aboutMeta } from '../stac/about-meta.ts';
import { spatialExtentOf } from '../stac/spatial-extent.ts';

const MAX_WORDS = 8_000;
const MAX_VARIABLES = 500;
const MAX_NAME = 200;

export interface CataloguedDataset {
  feedstockSpec: string;
  recipeId: string;
  /** meta.yaml; null where it is not known. */
  meta: unknown;
  kind: StoreKind | null;
  description: DatasetDescription | null;
}

/** What a dataset is found by in the catalogue: words, variables, time and area. */
export function catalogFieldsOf({ feedstockSpec, recipeId, meta, kind, description }: CataloguedDataset) {
  const about = aboutMeta(meta, feedstockSpec);
  const groups = description?.groups ?? [];
  const main = groups.find(({ variables, coordinates }) => variables.length + coordinates.length > 0);
  const variables = groups.flatMap((group) => group.variables);
  const named = [...variables, ...groups.flatMap((group) => group.coordinates)].flatMap(textsOf);
  const titles = groups.map(({ attributes }) => textOf(attributes['title']));
  return {
    title: about.title,
    license: about.license === 'other' ? null : about.license,
    kind,
    words: searchWords([about.title, recipeId, feedstockSpec, about.description, ...titles, ...named].join(' '))
      .join(' ')
      .slice(0, MAX_WORDS),
    variables: [
      ...new Set(
        variables.flatMap(({ name, attributes }) => [name, textOf(attributes['standard_name'])]).map(variableKey),
      ),
    ]
      .filter((name) => name !== '')
      .slice(0, MAX_VARIABLES),
    time: timeOf(main?.coordinates ?? []),
    bbox: (main && spatialExtentOf(main)?.bbox) ?? null,
    isDescribed: description !== null,
  };
}

/** A variable's name as the catalogue compares it. */
export function variableKey(name: string): string {
  return name.trim().toLowerCase().slice(0, MAX_NAME);
}

/** The words of a text, each once, in lower case. */
export function searchWords(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
}

function textsOf({ name, attributes }: VariableDescription): string[] {
  return [name, textOf(attributes['standard_name']), textOf(attributes['long_name'])];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_NAME) : '');

function timeOf(coordinates: readonly VariableDescription[]) {
  const ranges = coordinates.flatMap(({ timeRange }) => timeRange ?? []);
  const known = ranges
    .flatMap(({ start, end }) => [start, end])
    .flatMap((text) => {
      const year = yearOf(text);
      return year === null ? [] : [{ text, year }];
    })
    .sort((one, other) => one.year - other.year);
  const [first, last] = [known[0], known.at(-1)];
  return first && last ? { start: first.text, end: last.text, startYear: first.year, endYear: last.year } : null;
}

/** A date (`2000-01-31T…`, `2000-01`, `2000`) of any calendar as a year with decimals; null for what is none. */
export function yearOf(date: string): number | null {
  const [, year, month = '1', day = '1'] = /^([+-]?\d{1,6})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ].*)?$/.exec(date) ?? [];
  if (year === undefined) return null;
  return Number(year) + (Number(month) - 1) / 12 + (Number(day) - 1) / 372;
}
