import { type ApiPage, pageOf } from '@pangeo-forge/api-client/answers';
import type { RecipeRun, RunsOfBakery } from '@pangeo-forge/api-client/rows';
import { readParents } from '../api/parents.ts';
import { type Html, html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { RUNS_PATH } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { durationText } from '../layout/time.ts';
import { readRunWindow } from './read-run-window.ts';
import { readWaitingRuns } from './read-waiting-runs.ts';
import { apiQueryOf, isFiltered, readRunFilters, type RunFilters, runsPath, timeQueryOf } from './run-filters.ts';
import { runsFilterForm } from './runs-filter-form.ts';
import { runsPerDay } from './runs-per-day.ts';
import { runsPlot } from './runs-plot.ts';
import { runsTable } from './runs-table.ts';

const ROWS = 50;
const REFRESH_SECONDS = 10;

/** Runs, newest first: filtered, counted by day and outcome, live. */
export async function runsPage(context: PageContext): Promise<Page> {
  const { api, answers, search, nowMs } = context;
  const filters = readRunFilters(search);
  const cursor = search.get('cursor');
  const order = cursor ? { cursor } : ({ order_by: 'id', sort: 'desc' } as const);
  const query = { ...apiQueryOf(filters), ...timeQueryOf(filters), ...order, limit: ROWS };
  const [page, parents] = await Promise.all([
    pageOf(api.GET('/recipe_runs/', { params: { query } })),
    readParents(api, answers),
  ]);
  const waiting = await readWaitingRuns(context, page.rows);
  const rows = () => runsTable(page.rows, { parents, waiting, nowMs, caption: 'Runs, newest first' });
  return {
    title: 'Runs',
    section: 'runs',
    refreshSeconds: REFRESH_SECONDS,
    body: html`<div class="page-head"><h1>Runs</h1><p class="lead" id="runs-total" data-live>${totalText(page, filters)}</p></div>
${runsFilterForm(filters, parents)}
${page.rows.length === 0 && !cursor ? nothing(filters) : [!cursor && (await overview(context, filters, page.rows[0])), list(rows(), page, filters, cursor)]}`,
  };
}

function totalText({ total, isEstimate }: ApiPage<RecipeRun>, filters: RunFilters): string {
  const runs = `${isEstimate ? 'about ' : ''}${total.toLocaleString('en')} ${total === 1 ? 'run' : 'runs'}`;
  return isFiltered(filters) ? `${runs} with these filters` : `${runs}, newest first`;
}

/** Above the newest runs only. */
async function overview(context: PageContext, filters: RunFilters, newest: RecipeRun | undefined): Promise<Html> {
  const { byDay, byBakery, firstDayMs, lastDayMs } = await readRunWindow(context, filters, apiQueryOf(filters), newest);
  const days = runsPerDay(byDay, firstDayMs, lastDayMs);
  return html`<div class="overview" id="runs-overview" data-live>
<section class="card" aria-labelledby="per-day"><h2 id="per-day">Runs per day</h2>${runsPlot(days, filters)}</section>
<section class="card" aria-labelledby="per-bakery"><h2 id="per-bakery">By bakery</h2>${bakeryFiguresTable(byBakery)}</section>
</div>`;
}

function list(rows: Html, page: ApiPage<RecipeRun>, filters: RunFilters, cursor: string | null): Html {
  return html`<div id="runs-rows" data-live>${rows}</div>
<nav class="pager" aria-label="Pages of the list">${cursor && html`<a class="button" href="${runsPath(filters)}">Newest</a>`}${page.nextCursor && html`<a class="button" rel="next" href="${runsPath(filters, { cursor: page.nextCursor })}">Older runs</a>`}</nav>`;
}

function nothing(filters: RunFilters): Html {
  return isFiltered(filters)
    ? notice({
        title: 'No runs match these filters',
        text: 'Try fewer filters or another text.',
        links: [{ href: RUNS_PATH, label: 'Show all runs' }],
      })
    : notice({
        title: 'No runs yet',
        text: 'Runs appear here as soon as a pull request with a recipe is opened in a repository that the GitHub App is installed in.',
        links: [{ href: 'https://pangeo-forge.readthedocs.io/', label: 'How to write a recipe' }],
      });
}

/** Success rate and duration, a bakery a row. */
function bakeryFiguresTable(figures: readonly RunsOfBakery[]): Html {
  if (figures.length === 0) return html`<p class="quiet">No runs in this period.</p>`;
  return html`<table class="figures"><thead><tr><th scope="col">Bakery</th><th scope="col">Succeeded</th><th scope="col" class="number">Usually takes</th></tr></thead>
<tbody>${figures.map(row)}</tbody></table>`;
}

function row({ bakery, runs, ended, succeeded, median_seconds: median, p90_seconds: p90 }: RunsOfBakery): Html {
  return html`<tr><th scope="row"><a href="${runsPath({ bakery })}">${bakery}</a><br><span class="quiet">${runs.toLocaleString('en')} ${runs === 1 ? 'run' : 'runs'}</span></th>
<td>${ended > 0 ? rate(succeeded, ended) : html`<span class="quiet">none has ended</span>`}</td>
<td class="number">${median === null ? html`<span class="quiet">–</span>` : html`<span title="half of the successful runs took no longer, nine of ten no longer than ${durationText(p90 ?? median)}">${durationText(median)}</span>`}</td></tr>`;
}

function rate(succeeded: number, ended: number): Html {
  const percent = Math.round((100 * succeeded) / ended);
  return html`<span class="rate"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rate-all" width="100" height="6"/><rect class="fill-success" width="${percent}" height="6"/></svg><span>${percent} % <span class="quiet">of ${ended}</span></span></span>`;
}
