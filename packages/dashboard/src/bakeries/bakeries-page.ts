import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import { answerOf, pageOf } from '@pangeo-forge/api-client/answers';
import { type Parents, readParents } from '../api/parents.ts';
import { html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { bakeryCard, type BakeryLoad, stopNotice } from './bakery-card.ts';

const REFRESH_SECONDS = 10;

/** Where recipes are run: what runs there now, and what waits, in which place. */
export async function bakeriesPage({ api, answers, nowMs }: PageContext): Promise<Page> {
  const parents = await readParents(api, answers);
  const bakeries = [...parents.bakeries.values()].sort((a, b) => a.name.localeCompare(b.name));
  const loads = await Promise.all(bakeries.map(({ id }) => readLoad(api, id)));
  const stopped = loads.find(({ queue }) => queue.stopped !== null)?.queue.stopped ?? null;
  return {
    title: 'Bakeries',
    section: 'bakeries',
    refreshSeconds: REFRESH_SECONDS,
    body: html`<div class="page-head"><h1>Bakeries</h1><p class="lead">Where recipes are run</p></div>
<div id="bakeries" data-live>${stopped !== null && stopNotice(stopped)}${cards(parents, bakeries, loads, nowMs)}</div>`,
  };
}

function cards(
  { feedstocks }: Parents,
  bakeries: readonly BakeryLoad['bakery'][],
  loads: readonly Load[],
  nowMs: number,
) {
  if (bakeries.length === 0) {
    return notice({
      title: 'No bakery is configured',
      text: html`A bakery appears here when its file is in <code>bakeries/</code>.`,
    });
  }
  return loads.map((load, index) => {
    const bakery = bakeries[index];
    return bakery && bakeryCard({ bakery, ...load }, feedstocks, nowMs);
  });
}

type Load = Omit<BakeryLoad, 'bakery'>;

async function readLoad(api: ApiClient, id: number): Promise<Load> {
  const unrequested = { bakery_id: id, status: ['queued' as const], is_test: true, limit: 0 };
  const [queue, { total }] = await Promise.all([
    answerOf(api.GET('/bakeries/{id}/queue', { params: { path: { id } } })),
    pageOf(api.GET('/recipe_runs/', { params: { query: unrequested } })),
  ]);
  return { queue, unrequested: total };
}
