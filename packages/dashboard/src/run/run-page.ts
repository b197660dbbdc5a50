import { answerOf } from '@pangeo-forge/api-client/answers';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { DatasetOpening, InspectedDataset, RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { html, type Html, safeLink } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { outcomeBadge, outcomeOf } from '../layout/outcome.ts';
import { pictureOf } from '../datasets/dataset-facts.ts';
import { datasetPath } from '../layout/links.ts';
import type { Page } from '../layout/page.ts';
import { runsPath } from '../runs/run-filters.ts';
import { readLog } from './read-log.ts';
import { runActions } from './run-actions.ts';
import { advicePanel, runAdvice } from './run-advice.ts';
import { runFacts } from './run-facts.ts';
import { LINES, MAX_LINES, runLog } from './run-log.ts';
import { runPhases } from './run-phases.ts';
import { runTimeline } from './run-timeline.ts';

const REFRESH_SECONDS = 5;
const BAD = new Set(['failure', 'timed_out', 'stale', 'action_required']);

/** Everything about one run. Refreshed parts come without the log, which follows on its own. */
export async function runPage(context: PageContext, id: number): Promise<Page> {
  const { api, search, nowMs, githubUrl, session } = context;
  const at = { params: { path: { id } } };
  const run = await answerOf(api.GET('/recipe_runs/{id}', at));
  const outcome = outcomeOf(run);
  const isBad = BAD.has(outcome);
  const lines = search.get('lines') === String(MAX_LINES) ? MAX_LINES : LINES;
  const [buttons, events, tail, trace, queue, opening, phases, stores] = await Promise.all([
    session ? session.buttonsOn(run.id) : null,
    answerOf(api.GET('/recipe_runs/{id}/events', at)),
    search.has('refresh') ? null : readLog(api, run.id, lines),
    isBad ? readTrace(api, run.id) : null,
    run.status === 'completed' ? null : answerOf(api.GET('/recipe_runs/{id}/queue', at)),
    hasDataset(run) ? answerOf(api.GET('/recipe_runs/{id}/dataset', at)) : null,
    answerOf(api.GET('/recipe_runs/{id}/phases', at)),
    run.conclusion === 'success' ? answerOf(api.GET('/recipe_runs/{id}/datasets', at)) : [],
  ]);
  const isWaiting = queue?.state === 'waiting';
  const tone = isBad ? 'bad' : isWaiting ? 'waiting' : 'mild';
  const kind = run.is_test ? 'Test run' : 'Production run';
  return {
    title: `${run.recipe_id} · run ${run.id}`,
    section: 'runs',
    refreshSeconds: run.status === 'completed' ? null : REFRESH_SECONDS,
    body: html`<nav class="crumbs" aria-label="Breadcrumb"><a href="${runsPath({})}">Runs</a> / <a href="${runsPath({ feedstock: run.feedstock.spec })}">${run.feedstock.spec}</a></nav>
<div class="page-head" id="run-head" data-live data-outcome="${outcome}"><p class="kind">${kind} ${run.id}</p><h1>${run.recipe_id}</h1>${outcomeBadge(isWaiting ? 'queued' : outcome)}</div>
<div id="run-advice" data-live>${advicePanel(runAdvice(run, queue), trace, tone)}</div>
<div class="columns"><div class="column-main"><div id="run-facts" class="card" data-live>${runFacts(run, { githubUrl, nowMs, isWaiting })}</div>
<div id="run-dataset" data-live>${opening && datasetPanel(opening, stores[0])}</div>
${!search.has('refresh') && runLog(run, tail, lines)}</div>
<div class="column-side"><div id="run-phases" data-live>${runPhases(phases, nowMs)}</div><div id="run-timeline" data-live>${runTimeline(run, events, { nowMs, isWaiting })}</div><div id="run-actions" data-live>${runActions(run, { session, buttons, waitsFor: queue?.waits_for ?? null })}</div></div></div>`,
  };
}

function hasDataset({ status, conclusion, dataset_public_url: url }: RecipeRunDetails): boolean {
  return status === 'completed' && conclusion === 'success' && url !== null;
}

async function readTrace(api: ApiClient, id: number): Promise<string | null> {
  try {
    return await answerOf(api.GET('/recipe_runs/{id}/logs/trace', { params: { path: { id } }, parseAs: 'text' }));
  } catch (error) {
    if (error instanceof ApiRefusal) return null;
    throw error;
  }
}

const KINDS: Record<NonNullable<DatasetOpening['kind']>, string> = {
  zarr2: 'Zarr 2',
  zarr3: 'Zarr 3',
  'kerchunk-json': 'kerchunk (JSON)',
  'kerchunk-parquet': 'kerchunk (Parquet)',
  icechunk: 'Icechunk',
  parquet: 'Parquet',
};

/** Where the dataset is, how to open it, and its view in xarray. */
function datasetPanel(
  { dataset_type: type, dataset_public_url: url, code, ...found }: DatasetOpening,
  store: InspectedDataset | undefined,
): Html {
  const link = safeLink(url);
  const canBeShown = (found.verified || link !== null || url.startsWith('/')) && type !== 'parquet';
  return html`<section class="card" aria-labelledby="dataset-head"><h2 id="dataset-head">Dataset <span class="tag">${found.kind ? KINDS[found.kind] : (type ?? DEFAULT_DATASET_TYPE)}</span></h2>
${store?.picture && html`<div class="run-picture">${pictureOf(store, { isLazy: true })}</div>`}
${store?.dataset_id && html`<p><a href="${datasetPath(store.dataset_id)}">Page of the dataset</a></p>`}
<p class="place">${link ? html`<a href="${link}" rel="nofollow noopener">${url}</a>` : html`<code>${url}</code>`}</p>
${!found.verified && html`<p class="quiet">Not verified: ${found.problem ?? 'it has not been opened since it was written'}.</p>`}
<div class="code"><pre tabindex="0" aria-label="Python code that opens it"><code>${code}</code></pre><button type="button" class="button small" data-copy hidden>Copy</button></div>
${canBeShown && html`<details class="xarray"><summary>View in xarray</summary><iframe src="/dashboard/xarray?url=${encodeURIComponent(url)}" loading="lazy" sandbox title="The dataset in xarray"></iframe></details>`}</section>`;
}
