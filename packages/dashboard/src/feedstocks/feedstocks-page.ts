import { type ApiPage, pageOf } from '@pangeo-forge/api-client/answers';
import type { Feedstock } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { FEEDSTOCKS_PATH, feedstockPath, withQuery } from '../layout/links.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';
import { runsPath } from '../runs/run-filters.ts';

/** The repositories that recipes live in. */
export async function feedstocksPage({ api, search }: PageContext): Promise<Page> {
  const q = (search.get('q') ?? '').trim();
  const cursor = search.get('cursor');
  const order = cursor ? { cursor } : ({ order_by: 'spec', sort: 'asc' } as const);
  const query = { ...(q ? { q } : {}), ...order, limit: 100 };
  const page = await pageOf(api.GET('/feedstocks/', { params: { query } }));
  return {
    title: 'Feedstocks',
    section: 'feedstocks',
    body: html`<div class="page-head"><h1>Feedstocks</h1><p class="lead">The repositories that recipes live in</p></div>
<form class="filters" action="${FEEDSTOCKS_PATH}" role="search" aria-label="Filter feedstocks" data-filters><label class="filter-wide">Text<input type="search" name="q" value="${q}" placeholder="part of a name" autocomplete="off" data-focus-by-slash></label><div class="filter-buttons"><button class="button primary">Show</button></div></form>
${page.rows.length === 0 ? nothing(q) : list(page, q)}`,
  };
}

function list({ rows, nextCursor }: ApiPage<Feedstock>, q: string): Html {
  return html`<ul class="tiles">${rows.map(({ id, spec }) => {
    const [owner, name] = spec.split('/');
    return html`<li class="tile"><a class="tile-link" href="${feedstockPath(id)}"><span class="quiet">${owner} /</span> <strong>${name ?? spec}</strong></a><p><a href="${runsPath({ feedstock: spec })}">Runs</a></p></li>`;
  })}</ul>${nextCursor && html`<nav class="pager" aria-label="Pages of the list"><a class="button" rel="next" href="${withQuery(FEEDSTOCKS_PATH, { q, cursor: nextCursor })}">More feedstocks</a></nav>`}`;
}

function nothing(q: string): Html {
  return q
    ? notice({
        title: 'No feedstocks match this text',
        text: html`No name contains “${q}”.`,
        links: [{ href: FEEDSTOCKS_PATH, label: 'Show all feedstocks' }],
      })
    : notice({
        title: 'No feedstocks yet',
        text: 'A feedstock is created when a pull request with a recipe is merged.',
      });
}
