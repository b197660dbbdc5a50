import type { Parents } from '../api/parents.ts';
import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import { outcomeBadge, outcomeOf } from '../layout/outcome.ts';
import { type Html, html } from '../html/html.ts';
import { feedstockPath, runPath } from '../layout/links.ts';
import { timeAgo } from '../layout/time.ts';

export interface RunsTableOptions {
  parents: Parents;
  /** Ids of runs that were started and wait for their bakery. */
  waiting: ReadonlySet<number>;
  nowMs: number;
  caption: string;
  /** On pages of one feedstock or bakery its name need not be repeated. */
  without?: 'feedstock' | 'bakery';
}

/** Runs as rows; on narrow screens each becomes a card. */
export function runsTable(runs: readonly RecipeRun[], options: RunsTableOptions): Html {
  const { caption, without } = options;
  return html`<table class="rows"><caption class="unseen">${caption}</caption><thead><tr>
<th scope="col">State</th><th scope="col">Recipe</th>${without !== 'feedstock' && html`<th scope="col">Feedstock</th>`}${without !== 'bakery' && html`<th scope="col">Bakery</th>`}<th scope="col">Kind</th><th scope="col">Created</th><th scope="col">Ended</th><th scope="col" class="number">Run</th>
</tr></thead><tbody>${runs.map((run) => row(run, options))}</tbody></table>`;
}

function row(run: RecipeRun, { parents, waiting, nowMs, without }: RunsTableOptions): Html {
  const feedstock = parents.feedstocks.get(run.feedstock_id)?.spec ?? `feedstock ${run.feedstock_id}`;
  const bakery = parents.bakeries.get(run.bakery_id)?.name ?? `bakery ${run.bakery_id}`;
  return html`<tr>
<td>${outcomeBadge(waiting.has(run.id) ? 'queued' : outcomeOf(run))}</td>
<th scope="row"><a class="row-link" href="${runPath(run)}">${run.recipe_id}</a></th>${
    without !== 'feedstock' &&
    html`
<td class="cell-feedstock"><a href="${feedstockPath(run.feedstock_id)}">${feedstock}</a></td>`
  }${
    without !== 'bakery' &&
    html`
<td class="cell-bakery">${bakery}</td>`
  }
<td>${run.is_test ? 'Test' : html`<strong>Production</strong>`}</td>
<td data-label="registered">${timeAgo(run.started_at, nowMs)}</td>
<td data-label="ended">${timeAgo(run.completed_at, nowMs)}</td>
<td class="number quiet">${run.id}</td>
</tr>`;
}
