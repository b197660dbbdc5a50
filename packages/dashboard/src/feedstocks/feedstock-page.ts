import { answerOf, pageOf } from '@pangeo-forge/api-client/answers';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import type { Dataset, RecipeRun, Schedule } from '@pangeo-forge/api-client/rows';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { type Parents, readParents } from '../api/parents.ts';
import { outcomeBadge, outcomeOf } from '../layout/outcome.ts';
import { html, type Html, safeLink } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { icon } from '../layout/icon.ts';
import { FEEDSTOCKS_PATH, runPath } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { timeAgo } from '../layout/time.ts';
import { runsPath } from '../runs/run-filters.ts';
import { readWaitingRuns } from '../runs/read-waiting-runs.ts';
import { runsTable } from '../runs/runs-table.ts';

const NEWEST = 100;
const MAX_RUNS = 20;
const REFRESH_SECONDS = 15;

/** One feedstock: the state of each recipe, its datasets and its newest runs. */
export async function feedstockPage({ api, answers, githubUrl, nowMs }: PageContext, id: number): Promise<Page> {
  const parents = await readParents(api, answers);
  const feedstock = parents.feedstocks.get(id);
  if (!feedstock) throw new ApiRefusal(404, 'feedstock not found');
  const [runs, datasets, schedules] = await Promise.all([
    pageOf(
      api.GET('/recipe_runs/', {
        params: { query: { feedstock_id: id, order_by: 'id', sort: 'desc', limit: NEWEST } },
      }),
    ),
    answerOf(api.GET('/feedstocks/{id}/datasets', { params: { path: { id }, query: { type: 'production' } } })),
    answerOf(api.GET('/feedstocks/{id}/schedules', { params: { path: { id } } })),
  ]);
  const waiting = await readWaitingRuns({ api, answers }, runs.rows);
  return {
    title: feedstock.spec,
    section: 'feedstocks',
    refreshSeconds: REFRESH_SECONDS,
    body: html`<nav class="crumbs" aria-label="Breadcrumb"><a href="${FEEDSTOCKS_PATH}">Feedstocks</a></nav>
<div class="page-head"><h1>${feedstock.spec}</h1><p class="lead"><a href="${githubUrl}/${feedstock.spec.split('/').map(encodeURIComponent).join('/')}">Repository ${icon('out')}</a></p></div>
<div id="feedstock-recipes" data-live>${runs.rows.length === 0 ? nothing() : html`<section class="card" aria-labelledby="recipes-head"><h2 id="recipes-head">Recipes</h2>${recipesList(runs.rows, nowMs)}</section>`}</div>
${schedules.length > 0 && html`<section class="card" aria-labelledby="schedules-head"><h2 id="schedules-head">Schedules</h2>${schedulesList(schedules, nowMs)}</section>`}
${datasets.length > 0 && html`<section class="card" aria-labelledby="datasets-head"><h2 id="datasets-head">Datasets</h2>${datasetsList(datasets)}</section>`}
${
  runs.rows.length > 0 &&
  html`<section aria-labelledby="runs-head"><h2 id="runs-head">Newest runs</h2><div id="feedstock-runs" data-live>${newestRuns(runs.rows, parents, waiting, nowMs)}</div>
<p class="pager"><a class="button" href="${runsPath({ feedstock: feedstock.spec })}">All ${runs.total.toLocaleString('en')} runs</a></p></section>`
}`,
  };
}

/** The newest production run of each recipe; its newest test run where there is none. */
function recipesList(runs: readonly RecipeRun[], nowMs: number): Html {
  const newest = [...Map.groupBy(runs, ({ recipe_id }) => recipe_id).values()].map(
    (its) => its.find(({ is_test }) => !is_test) ?? its[0],
  );
  return html`<ul class="recipes">${newest
    .filter((run) => run !== undefined)
    .sort((a, b) => a.recipe_id.localeCompare(b.recipe_id))
    .map(
      (run) =>
        html`<li>${outcomeBadge(outcomeOf(run))}<a href="${runPath(run)}">${run.recipe_id}</a><span class="quiet">${run.is_test ? 'test' : 'production'}, ${timeAgo(run.completed_at ?? run.started_at, nowMs)}</span></li>`,
    )}</ul>`;
}

/** What starts next, and why something did not start. */
function schedulesList(schedules: readonly Schedule[], nowMs: number): Html {
  return html`<ul class="places">${schedules.map(
    ({ recipe_id, schedule, next_at, paused_at, pause_reason, skipped_at, skip_reason, last_run_id }) =>
      html`<li><strong>${recipe_id}</strong> <code>${schedule}</code> <span class="quiet">UTC</span><br>${
        paused_at === null
          ? html`next run ${timeAgo(next_at, nowMs)}`
          : html`paused ${timeAgo(paused_at, nowMs)}: ${pause_reason}`
      }${last_run_id !== null && html`, last <a href="/dashboard/recipe-run/${last_run_id}">run ${last_run_id}</a>`}${
        skipped_at !== null &&
        html`<br><span class="quiet">not started ${timeAgo(skipped_at, nowMs)}: ${skip_reason}</span>`
      }</li>`,
  )}</ul>`;
}

function datasetsList(datasets: readonly Dataset[]): Html {
  const newestOf = new Map(datasets.map((dataset) => [dataset.dataset_public_url, dataset])); // they come oldest first
  return html`<ul class="places">${[...newestOf.values()].map(
    ({ recipe_id, dataset_type, dataset_public_url: url }) => {
      const link = safeLink(url);
      return html`<li><strong>${recipe_id}</strong> <span class="tag">${dataset_type ?? DEFAULT_DATASET_TYPE}</span><br>${link ? html`<a class="place" href="${link}" rel="nofollow noopener">${url}</a>` : html`<code class="place">${url}</code>`}</li>`;
    },
  )}</ul>`;
}

function newestRuns(runs: readonly RecipeRun[], parents: Parents, waiting: ReadonlySet<number>, nowMs: number): Html {
  return runsTable(runs.slice(0, MAX_RUNS), { parents, waiting, nowMs, caption: 'Newest runs', without: 'feedstock' });
}

function nothing(): Html {
  return notice({
    title: 'No runs yet',
    text: 'The recipes of this feedstock run when a pull request changes them, and when it is merged.',
  });
}
