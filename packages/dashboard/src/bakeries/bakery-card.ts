import type { Bakery, BakeryQueue, Feedstock } from '@pangeo-forge/api-client/rows';
import { html, type Html } from '../html/html.ts';
import { icon } from '../layout/icon.ts';
import { feedstockPath, runPath } from '../layout/links.ts';
import { timeAgo } from '../layout/time.ts';
import { runsPath } from '../runs/run-filters.ts';

export interface BakeryLoad {
  bakery: Bakery;
  queue: BakeryQueue;
  /** Test runs without a `/run` comment yet. */
  unrequested: number;
}

type Feedstocks = ReadonlyMap<number, Feedstock>;
type QueuedRun = BakeryQueue['active'][number] & { place?: number | null };

const MAX_RUNS = 20;

/** A bakery with its runs in progress, and the waiting ones with their places. */
export function bakeryCard({ bakery, queue, unrequested }: BakeryLoad, feedstocks: Feedstocks, nowMs: number): Html {
  const { active, waiting, limit, paused } = queue;
  const head = `bakery-${bakery.id}`;
  const item = (run: QueuedRun) => runItem(run, feedstocks, nowMs);
  return html`<section class="card" aria-labelledby="${head}"><div class="bakery-head"><h2 id="${head}">${bakery.name}</h2><span class="tag">${bakery.region}</span></div><p class="quiet">${bakery.description}</p>
${paused !== null && stopNotice(paused, 'Paused')}
<div class="columns even"><div><h3>Running <span class="count">${active.length.toLocaleString('en')}${limit !== null && html` of ${limit.toLocaleString('en')}`}</span></h3>${
    active.length === 0
      ? html`<p class="quiet">No runs in progress.</p>`
      : html`<ul class="queue">${active.slice(0, MAX_RUNS).map(item)}</ul>`
  }${more(active.length, runsPath({ bakery: bakery.name, outcome: 'in_progress' }))}</div>
<div><h3>Waiting <span class="count">${waiting.length.toLocaleString('en')}</span></h3>${
    waiting.length === 0
      ? html`<p class="quiet">No runs waiting.</p>`
      : html`<ol class="queue">${waiting.slice(0, MAX_RUNS).map(item)}</ol>`
  }${more(waiting.length, runsPath({ bakery: bakery.name, outcome: 'in_progress' }))}${unrequested > 0 && unrequestedText(bakery, unrequested)}</div></div>
<p><a href="${runsPath({ bakery: bakery.name })}">All runs of this bakery</a></p></section>`;
}

function runItem(run: QueuedRun, feedstocks: Feedstocks, nowMs: number): Html {
  const spec = feedstocks.get(run.feedstock_id)?.spec ?? run.feedstock_id;
  const isBehind = run.place === null;
  return html`<li${isBehind && html` class="queue-behind"`}><a href="${runPath(run)}">${run.recipe_id}</a> <span class="quiet">${run.is_test ? 'test of' : 'of'} <a href="${feedstockPath(run.feedstock_id)}">${spec}</a>, ${timeAgo(run.started_at, nowMs)}${isBehind && ', after another run that writes the same dataset'}</span></li>`;
}

function unrequestedText({ name }: Bakery, count: number): Html {
  return html`<p><a href="${runsPath({ bakery: name, outcome: 'queued', kind: 'test' })}">${count.toLocaleString('en')} test ${count === 1 ? 'run waits' : 'runs wait'}</a> for a <code>/run</code> comment.</p>`;
}

function more(count: number, href: string): Html | null {
  return count > MAX_RUNS
    ? html`<p><a href="${href}">and ${(count - MAX_RUNS).toLocaleString('en')} more</a></p>`
    : null;
}

/** Why no new runs start, anywhere or at one bakery. */
export function stopNotice(reason: string, where = 'No new runs start at the moment'): Html {
  return html`<p class="stop-notice" role="status">${icon('hourglass')}<span><strong>${where}:</strong> ${reason}</span></p>`;
}
