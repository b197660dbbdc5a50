import type { Parents } from '../api/parents.ts';
import { type Html, html } from '../html/html.ts';
import { RUNS_PATH } from '../layout/links.ts';
import { OUTCOMES } from '../layout/outcome.ts';
import { isFiltered, type RunFilters } from './run-filters.ts';

type Option = readonly [value: string, label: string];

/** A form that leads to the URL which holds the filters; no script needed. */
export function runsFilterForm(filters: RunFilters, { feedstocks, bakeries }: Parents): Html {
  const specs = [...feedstocks.values()].map(({ spec }) => spec).sort();
  const names = [...new Set([...bakeries.values()].map(({ name }) => name))].sort();
  const outcomes = Object.entries(OUTCOMES).map(([value, { label }]): Option => [value, label]);
  return html`<form class="filters" action="${RUNS_PATH}" role="search" aria-label="Filter runs" data-filters>
<label class="filter-wide">Text<input type="search" name="q" value="${filters.q}" placeholder="recipe, commit or feedstock" autocomplete="off" data-focus-by-slash></label>
${select('outcome', 'State', filters.outcome, outcomes)}
${select('kind', 'Kind', filters.kind, [
  ['production', 'Production'],
  ['test', 'Test'],
])}
<div class="filter-buttons"><button class="button primary">Show</button>${isFiltered(filters) && html`<a class="button" href="${RUNS_PATH}">Clear</a>`}</div>
<details class="filter-more"${isNarrow(filters) && html` open`}><summary>Feedstock, bakery and days</summary><div>
${select('feedstock', 'Feedstock', filters.feedstock, withGiven(filters.feedstock, specs))}
${select('bakery', 'Bakery', filters.bakery, withGiven(filters.bakery, names))}
<label>From<input type="date" name="from" value="${filters.from}"></label>
<label>To<input type="date" name="to" value="${filters.to}"></label>
</div></details>
</form>`;
}

/** Whether one of the collapsed filters is in use. */
function isNarrow({ feedstock, bakery, from, to }: RunFilters): boolean {
  return [feedstock, bakery, from, to].some((value) => value !== '');
}

function select(name: string, label: string, chosen: string, options: readonly Option[]): Html {
  return html`<label>${label}<select name="${name}"><option value="">All</option>${options.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )}</select></label>`;
}

/** A name that the URL holds stays chosen, known or not. */
function withGiven(given: string, names: readonly string[]): Option[] {
  return [...new Set(given && !names.includes(given) ? [given, ...names] : names)].map((name) => [name, name]);
}
