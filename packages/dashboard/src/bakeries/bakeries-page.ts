import type { ApiPage } from '../api/api-reader.ts';
import type { Bakery } from '../api/bakery.ts';
import { type Parents, readParents } from '../api/parents.ts';
import type { RecipeRun } from '../api/recipe-run.ts';
import { type Html, html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { feedstockPath, runPath } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { timeAgo } from '../layout/time.ts';
import { runsPath } from '../runs/run-filters.ts';

interface Load {
  running: ApiPage<RecipeRun>;
  /** Production runs start by themselves; test runs only when somebody says so. */
  waiting: ApiPage<RecipeRun>;
  unasked: ApiPage<RecipeRun>;
}

const SHOWN = 20;
const REFRESH_SECONDS = 10;

/** Where recipes are run: what runs there now, and what waits, in which place. */
export async function bakeriesPage({ api, remember, nowMs }: PageContext): Promise<Page> {
  const parents = await readParents(api, remember);
  const bakeries = [...parents.bakeries.values()].sort((a, b) => a.name.localeCompare(b.name));
  const loads = await Promise.all(
    bakeries.map(async ({ id }): Promise<Load> => {
      const runs = (query: Record<string, string | number | boolean>) =>
        api.list<RecipeRun>('/recipe_runs/', { bakery_id: id, order_by: 'id', sort: 'asc', limit: SHOWN, ...query });
      const [running, waiting, unasked] = await Promise.all([
        runs({ status: 'in_progress', sort: 'desc' }),
        runs({ status: 'queued', is_test: false }),
        runs({ status: 'queued', is_test: true, limit: 0 }),
      ]);
      return { running, waiting, unasked };
    }),
  );
  return {
    title: 'Bakeries',
    section: 'bakeries',
    refreshSeconds: REFRESH_SECONDS,
    body: html`<div class="page-head"><h1>Bakeries</h1><p class="lead">Where recipes are run</p></div>
<div id="bakeries" data-live>${
      bakeries.length === 0
        ? notice({
            title: 'No bakery is configured',
            text: html`A bakery appears here when its file is in <code>bakeries/</code>.`,
          })
        : bakeries.map((bakery, index) => card(bakery, loads[index], parents, nowMs))
    }</div>`,
  };
}

function card(bakery: Bakery, load: Load | undefined, parents: Parents, nowMs: number): Html {
  const head = `bakery-${bakery.id}`;
  return html`<section class="card" aria-labelledby="${head}"><div class="bakery-head"><h2 id="${head}">${bakery.name}</h2><span class="tag">${bakery.region}</span></div><p class="quiet">${bakery.description}</p>
${
  load &&
  html`<div class="columns even"><div><h3>Running <span class="count">${load.running.total.toLocaleString('en')}</span></h3>${runsList('ul', load.running, parents, nowMs, 'Nothing runs here now.')}${more(load.running, runsPath({ bakery: bakery.name, outcome: 'in_progress' }))}</div>
<div><h3>Waiting <span class="count">${load.waiting.total.toLocaleString('en')}</span></h3>${runsList('ol', load.waiting, parents, nowMs, 'No production run waits.')}${more(load.waiting, runsPath({ bakery: bakery.name, outcome: 'queued', kind: 'production' }))}${load.unasked.total > 0 && html`<p><a href="${runsPath({ bakery: bakery.name, outcome: 'queued', kind: 'test' })}">${load.unasked.total.toLocaleString('en')} test ${load.unasked.total === 1 ? 'run waits' : 'runs wait'}</a> for somebody to comment <code>/run</code>.</p>`}</div></div>`
}
<p><a href="${runsPath({ bakery: bakery.name })}">All its runs</a></p></section>`;
}

/** An ordered list tells each run's place. */
function runsList(
  list: 'ul' | 'ol',
  { rows }: ApiPage<RecipeRun>,
  parents: Parents,
  nowMs: number,
  none: string,
): Html {
  if (rows.length === 0) return html`<p class="quiet">${none}</p>`;
  const items = rows.map(
    (run) =>
      html`<li><a href="${runPath(run)}">${run.recipe_id}</a> <span class="quiet">${run.is_test ? 'test of' : 'of'} <a href="${feedstockPath(run.feedstock_id)}">${parents.feedstocks.get(run.feedstock_id)?.spec ?? run.feedstock_id}</a>, ${timeAgo(run.started_at, nowMs)}</span></li>`,
  );
  return list === 'ol' ? html`<ol class="queue">${items}</ol>` : html`<ul class="queue">${items}</ul>`;
}

function more({ rows, total }: ApiPage<RecipeRun>, href: string): Html | null {
  return total > rows.length
    ? html`<p><a href="${href}">and ${(total - rows.length).toLocaleString('en')} more</a></p>`
    : null;
}
