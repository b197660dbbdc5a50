import { answerOf } from '@pangeo-forge/api-client/answer-of';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import { outcomeOf } from '../api/outcome.ts';
import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { outcomeBadge } from '../layout/outcome-badge.ts';
import type { Page } from '../layout/page.ts';
import { runsPath } from '../runs/run-filters.ts';
import { advicePanel } from './advice-panel.ts';
import { datasetPanel } from './dataset-panel.ts';
import { readLog } from './read-log.ts';
import { runActions } from './run-actions.ts';
import { runAdvice } from './run-advice.ts';
import { runFacts } from './run-facts.ts';
import { LINES, MOST_LINES, runLog } from './run-log.ts';
import { runTimeline } from './run-timeline.ts';

const REFRESH_SECONDS = 5;
const BAD = new Set(['failure', 'timed_out', 'stale', 'action_required']);

/** Everything about one run. Refreshed parts come without the log, which follows by itself. */
export async function runPage(context: PageContext, id: number): Promise<Page> {
  const { api, search, nowMs, githubUrl } = context;
  const at = { params: { path: { id } } };
  const run = await answerOf(api.GET('/recipe_runs/{id}', at));
  const outcome = outcomeOf(run);
  const isBad = BAD.has(outcome);
  const lines = search.get('lines') === String(MOST_LINES) ? MOST_LINES : LINES;
  const [events, tail, trace, queue, opening] = await Promise.all([
    answerOf(api.GET('/recipe_runs/{id}/events', at)),
    search.has('refresh') ? null : readLog(api, run.id, lines),
    isBad ? readTrace(api, run.id) : null,
    run.status === 'completed' ? null : answerOf(api.GET('/recipe_runs/{id}/queue', at)),
    hasDataset(run) ? answerOf(api.GET('/recipe_runs/{id}/dataset', at)) : null,
  ]);
  const isWaiting = queue?.state === 'waiting';
  const tone = isBad ? 'bad' : isWaiting ? 'waiting' : 'mild';
  const kind = run.is_test ? 'Test run' : 'Production run';
  return {
    title: `${run.recipe_id} · run ${run.id}`,
    section: 'runs',
    refreshSeconds: run.status === 'completed' ? null : REFRESH_SECONDS,
    body: html`<nav class="crumbs" aria-label="Way here"><a href="${runsPath({})}">Runs</a> / <a href="${runsPath({ feedstock: run.feedstock.spec })}">${run.feedstock.spec}</a></nav>
<div class="page-head" id="run-head" data-live data-outcome="${outcome}"><p class="kind">${kind} ${run.id}</p><h1>${run.recipe_id}</h1>${outcomeBadge(isWaiting ? 'queued' : outcome)}</div>
<div id="run-advice" data-live>${advicePanel(runAdvice(run, queue), trace, tone)}</div>
<div class="columns"><div class="column-main"><div id="run-facts" class="card" data-live>${runFacts(run, { githubUrl, nowMs, isWaiting })}</div>
<div id="run-dataset" data-live>${opening && datasetPanel(opening)}</div>
${!search.has('refresh') && runLog(run, tail, lines)}</div>
<div class="column-side"><div id="run-timeline" data-live>${runTimeline(run, events, { nowMs, isWaiting })}</div><div id="run-actions" data-live>${runActions(run)}</div></div></div>`,
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
