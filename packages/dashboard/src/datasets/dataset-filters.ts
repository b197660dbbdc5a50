import { html, type Html } from '../html/html.ts';
import { DATASETS_PATH, withQuery } from '../layout/links.ts';
import { KIND_NAMES } from './dataset-facts.ts';

const NAMES = ['q', 'variable', 'from', 'to', 'bbox', 'license', 'kind'] as const;

/** As the API takes them; empty where nothing is asked for. */
export type DatasetFilters = Record<(typeof NAMES)[number], string>;

export interface DatasetFacets {
  licenses: ReadonlyArray<{ name: string; datasets: number }>;
  kinds: ReadonlyArray<{ name: string; datasets: number }>;
}

/** From the page's own URL. */
export function readDatasetFilters(search: URLSearchParams): DatasetFilters {
  const values = NAMES.map((name) => [name, (search.get(name) ?? '').trim().slice(0, 200)]);
  return Object.fromEntries(values) as DatasetFilters;
}

export function isFiltered(filters: DatasetFilters): boolean {
  return NAMES.some((name) => filters[name] !== '');
}

/** Works without a script. The rarer filters are folded until one is used. */
export function datasetFilterForm(filters: DatasetFilters, { licenses, kinds }: DatasetFacets): Html {
  const isOpen = [filters.from, filters.to, filters.bbox, filters.license].some((value) => value !== '');
  const names = new Map(KIND_NAMES);
  return html`<form class="filters" action="${DATASETS_PATH}" role="search" aria-label="Filter datasets" data-filters>
<label class="filter-wide">Text<input type="search" name="q" value="${filters.q}" placeholder="words of a title, recipe or variable" autocomplete="off" data-focus-by-slash></label>
<label>Variable<input type="search" name="variable" value="${filters.variable}" placeholder="sst" autocomplete="off" spellcheck="false"></label>
<label>Kind<select name="kind"><option value="">All kinds</option>${kinds.map(({ name, datasets }) => option(name, `${names.get(name) ?? name} (${datasets})`, filters.kind))}</select></label>
<div class="filter-buttons"><button class="button primary">Show</button></div>
<details class="filter-more"${isOpen && html` open`}><summary>Time, area and licence</summary><div class="filters">
<label>From<input name="from" value="${filters.from}" placeholder="1981 or 1981-09-01" autocomplete="off" inputmode="numeric"></label>
<label>To<input name="to" value="${filters.to}" placeholder="2020" autocomplete="off" inputmode="numeric"></label>
<label>Area in degrees<input name="bbox" value="${filters.bbox}" placeholder="west,south,east,north" autocomplete="off" spellcheck="false"></label>
<label>Licence<select name="license"><option value="">All licences</option>${licenses.map(({ name, datasets }) => option(name, `${name} (${datasets})`, filters.license))}</select></label></div>
<p class="quiet">Data of test runs are in <a href="${withQuery(DATASETS_PATH, { kind: 'test' })}">a list of their own</a>.</p></details></form>`;
}

function option(value: string, label: string, chosen: string): Html {
  return html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`;
}
