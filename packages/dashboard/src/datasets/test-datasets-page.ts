import { pageOf } from '@pangeo-forge/api-client/answers';
import { type Parents, readParents } from '../api/parents.ts';
import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { html, type Html, safeLink } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { DATASETS_PATH, feedstockPath, runPath, withQuery } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { timeAgo } from '../layout/time.ts';

const ROWS = 50;

/**
 * What test runs, or all runs, published, newest first: by their runs, since the catalogue holds production alone. An
 * address that was written again appears once a page, with its newest run.
 */
export async function testDatasetsPage({ api, answers, search, nowMs }: PageContext): Promise<Page> {
  const q = (search.get('q') ?? '').trim();
  const kind = search.get('kind') === 'all' ? 'all' : 'test';
  const cursor = search.get('cursor');
  const query = {
    status: ['completed' as const],
    conclusion: ['success' as const],
    ...(q ? { q } : {}),
    ...(kind === 'all' ? {} : { is_test: true }),
    ...(cursor ? { cursor } : ({ order_by: 'id', sort: 'desc' } as const)),
    limit: ROWS,
  };
  const [page, parents] = await Promise.all([
    pageOf(api.GET('/recipe_runs/', { params: { query } })),
    readParents(api, answers),
  ]);
  const rows = newestOfEachAddress(page.rows);
  return {
    title: 'Datasets',
    section: 'datasets',
    body: html`<div class="page-head"><h1>Datasets</h1><p class="lead">Published by recipes, ready to open</p></div>
<form class="filters" action="${DATASETS_PATH}" role="search" aria-label="Filter datasets" data-filters>
<label class="filter-wide">Text<input type="search" name="q" value="${q}" placeholder="recipe or feedstock" autocomplete="off" data-focus-by-slash></label>
<label>Written by<select name="kind">${(
      [
        ['', 'Production runs'],
        ['test', 'Test runs'],
        ['all', 'All runs'],
      ] as const
    ).map(
      ([value, label]) => html`<option value="${value}"${value === kind && html` selected`}>${label}</option>`,
    )}</select></label>
<div class="filter-buttons"><button class="button primary">Show</button></div></form>
${rows.length === 0 && page.nextCursor === null ? nothing() : datasetsTable(rows, parents, nowMs)}
<nav class="pager" aria-label="Pages of the list">${cursor && html`<a class="button" href="${withQuery(DATASETS_PATH, { q, kind })}">Newest</a>`}${page.nextCursor && html`<a class="button" rel="next" href="${withQuery(DATASETS_PATH, { q, kind, cursor: page.nextCursor })}">Older datasets</a>`}</nav>`,
  };
}

function newestOfEachAddress(runs: readonly RecipeRun[]): RecipeRun[] {
  const urls = new Set<string>();
  return runs.filter(({ dataset_public_url: url }) => {
    if (url === null || urls.has(url)) return false;
    urls.add(url);
    return true;
  });
}

function datasetsTable(runs: readonly RecipeRun[], { feedstocks }: Parents, nowMs: number): Html {
  return html`<table class="rows datasets"><caption class="unseen">Datasets, newest first</caption><thead><tr><th scope="col">Dataset</th><th scope="col">Feedstock</th><th scope="col">Kind</th><th scope="col">Written</th><th scope="col">Address</th></tr></thead><tbody>${runs.map(
    (run) => html`<tr><th scope="row"><a class="row-link" href="${runPath(run)}">${run.recipe_id}</a></th>
<td class="cell-feedstock"><a href="${feedstockPath(run.feedstock_id)}">${feedstocks.get(run.feedstock_id)?.spec ?? `feedstock ${run.feedstock_id}`}</a></td>
<td><span class="tag">${run.dataset_type ?? DEFAULT_DATASET_TYPE}</span>${run.is_test && html` test`}</td><td data-label="written">${timeAgo(run.completed_at, nowMs)}</td>
<td class="cell-place">${addressLink(run.dataset_public_url ?? '')}</td></tr>`,
  )}</tbody></table>`;
}

function addressLink(url: string): Html {
  const link = safeLink(url);
  return link ? html`<a href="${link}" rel="nofollow noopener">${url}</a>` : html`<code>${url}</code>`;
}

function nothing(): Html {
  return notice({
    title: 'No datasets match these filters',
    text: 'Try fewer filters or another text.',
    links: [{ href: DATASETS_PATH, label: 'Show all production datasets' }],
  });
}
