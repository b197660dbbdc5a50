import { ApiFailure } from '../api/api-failure.ts';
import type { ApiReader } from '../api/api-reader.ts';
import { outcomeOf, type RecipeRunDetails } from '../api/recipe-run.ts';
import type { RunEvent } from '../api/run-event.ts';
import { html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { outcomeBadge } from '../layout/outcome-badge.ts';
import type { Page } from '../layout/page.ts';
import { runsPath } from '../runs/run-filters.ts';
import { advicePanel } from './advice-panel.ts';
import { datasetPanel } from './dataset-panel.ts';
import { hasRepresentations } from './has-representations.ts';
import { readLog } from './read-log.ts';
import { runActions } from './run-actions.ts';
import { runAdvice } from './run-advice.ts';
import { runFacts } from './run-facts.ts';
import { LINES, MOST_LINES, runLog } from './run-log.ts';
import { runTimeline } from './run-timeline.ts';

const REFRESH_SECONDS = 5;
const BAD = new Set(['failure', 'timed_out', 'stale', 'action_required']);

/** Everything about one run. Refreshed parts come without the log, which follows by itself. */
export async function runPage(context: PageContext, id: string): Promise<Page> {
  const { api, search, nowMs, githubUrl, remember } = context;
  const run = await api.one<RecipeRunDetails>(`/recipe_runs/${id}`);
  const outcome = outcomeOf(run);
  const isBad = BAD.has(outcome);
  const lines = search.get('lines') === String(MOST_LINES) ? MOST_LINES : LINES;
  const [events, tail, trace, hasRepresentation] = await Promise.all([
    api.one<RunEvent[]>(`/recipe_runs/${run.id}/events`),
    search.has('refresh') ? null : readLog(api, run.id, lines),
    isBad ? readTrace(api, run.id) : null,
    hasRepresentations(api, remember),
  ]);
  const kind = run.is_test ? 'Test run' : 'Production run';
  return {
    title: `${run.recipe_id} · run ${run.id}`,
    section: 'runs',
    refreshSeconds: run.status === 'completed' ? null : REFRESH_SECONDS,
    body: html`<nav class="crumbs" aria-label="Way here"><a href="${runsPath({})}">Runs</a> / <a href="${runsPath({ feedstock: run.feedstock.spec })}">${run.feedstock.spec}</a></nav>
<div class="page-head" id="run-head" data-live data-outcome="${outcome}"><p class="kind">${kind} ${run.id}</p><h1>${run.recipe_id}</h1>${outcomeBadge(outcome)}</div>
<div id="run-advice" data-live>${advicePanel(runAdvice(run), trace, isBad)}</div>
<div class="columns"><div class="column-main"><div id="run-facts" class="card" data-live>${runFacts(run, githubUrl, nowMs)}</div>
<div id="run-dataset" data-live>${datasetPanel(run, hasRepresentation)}</div>
${!search.has('refresh') && runLog(run, tail, lines)}</div>
<div class="column-side"><div id="run-timeline" data-live>${runTimeline(run, events, nowMs)}</div><div id="run-actions" data-live>${runActions(run)}</div></div></div>`,
  };
}

async function readTrace(api: ApiReader, id: number): Promise<string | null> {
  try {
    return await api.text(`/recipe_runs/${id}/logs/trace`);
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}
