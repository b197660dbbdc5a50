import { answerOf } from '@pangeo-forge/api-client/answers';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import type { CatalogEntry, DatasetQuery } from '@pangeo-forge/api-client/rows';
import { html, type Html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { DATASETS_PATH, datasetPath, feedstockPath, withQuery } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { timeAgo } from '../layout/time.ts';
import { kindText, pictureOf, sizeText, timeText } from './dataset-facts.ts';
import { type DatasetFilters, datasetFilterForm, isFiltered, readDatasetFilters } from './dataset-filters.ts';
import { testDatasetsPage } from './test-datasets-page.ts';

const ROWS = 24;
const FACETS_FRESH_MS = 30_000;
/** The first row of cards is seen at once. */
const SEEN_AT_ONCE = 3;

/** The datasets of production with their pictures, the last written first, searched by the API. */
export async function datasetsPage(context: PageContext): Promise<Page> {
  const { api, answers, search, nowMs } = context;
  if (['test', 'all'].includes(search.get('kind') ?? '')) return testDatasetsPage(context);
  const filters = readDatasetFilters(search);
  const [found, facets] = await Promise.all([
    find(context, filters, search.get('cursor')),
    answers.read('dataset facets', FACETS_FRESH_MS, () => answerOf(api.GET('/datasets/facets'))),
  ]);
  return {
    title: 'Datasets',
    section: 'datasets',
    body: html`<div class="page-head"><h1>Datasets</h1><p class="lead">Published by recipes, ready to open</p></div>
${datasetFilterForm(filters, facets)}
${'refusal' in found ? refused(found.refusal) : results(found, filters, search.get('cursor'), nowMs)}`,
  };
}

type Found = { datasets: CatalogEntry[]; total: number; next_cursor: string | null };

/** What the API refuses, such as a date that is none, is shown above the filters that were given. */
async function find(
  { api }: PageContext,
  filters: DatasetFilters,
  cursor: string | null,
): Promise<Found | { refusal: string }> {
  const given = Object.entries({ ...filters, cursor: cursor ?? '' }).filter(([, value]) => value !== '');
  const query = { ...Object.fromEntries(given), limit: ROWS } as DatasetQuery;
  try {
    return await answerOf(api.GET('/datasets', { params: { query } }));
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 422) return { refusal: error.message };
    throw error;
  }
}

function results(
  { datasets, total, next_cursor: next }: Found,
  filters: DatasetFilters,
  cursor: string | null,
  nowMs: number,
) {
  if (datasets.length === 0) return nothing(isFiltered(filters));
  return html`<p class="result-count" role="status">${total.toLocaleString('en')} ${total === 1 ? 'dataset' : 'datasets'}</p>
<ul class="dataset-cards">${datasets.map((entry, at) => card(entry, nowMs, at >= SEEN_AT_ONCE))}</ul>
<nav class="pager" aria-label="Pages of the list">${cursor && html`<a class="button" href="${withQuery(DATASETS_PATH, { ...filters })}">Newest</a>`}${next && html`<a class="button" rel="next" href="${withQuery(DATASETS_PATH, { ...filters, cursor: next })}">Older datasets</a>`}</nav>`;
}

const MAX_NAMES = 4;

function card(entry: CatalogEntry, nowMs: number, isLazy: boolean): Html {
  const others = entry.variables.length - MAX_NAMES;
  const facts = [timeText(entry), entry.size_bytes === null ? null : sizeText(entry.size_bytes), entry.license];
  return html`<li class="dataset-card"><div class="dataset-picture">${pictureOf(entry, { isLazy }) ?? html`<span class="quiet">No picture</span>`}</div>
<div class="dataset-text"><h2><a href="${datasetPath(entry.id)}">${entry.recipe_id}</a></h2>
<p class="dataset-title">${entry.title}</p>
<p class="quiet"><a href="${feedstockPath(entry.feedstock_id)}">${entry.feedstock}</a></p>
${entry.variables.length > 0 && html`<p class="dataset-variables">${entry.variables.slice(0, MAX_NAMES).map((name) => html`<span class="tag">${name}</span> `)}${others > 0 && html`<span class="quiet">and ${others} more</span>`}</p>`}
<p class="quiet">${facts.filter((fact) => fact !== null).join(' · ')}</p>
<p class="quiet"><span class="tag">${kindText(entry)}</span> written ${timeAgo(entry.written_at, nowMs)}${!entry.verified && ' · not verified'}</p></div></li>`;
}

function refused(message: string): Html {
  return notice({
    title: 'These filters cannot be used',
    text: message,
    icon: 'alert',
    links: [{ href: DATASETS_PATH, label: 'Show all datasets' }],
  });
}

function nothing(hasFilters: boolean): Html {
  return notice({
    title: hasFilters ? 'No datasets match these filters' : 'No datasets yet',
    text: hasFilters
      ? 'Try fewer filters or another text.'
      : 'Datasets appear here when the first production run of a feedstock has succeeded.',
    links: hasFilters ? [{ href: DATASETS_PATH, label: 'Show all datasets' }] : [],
  });
}
