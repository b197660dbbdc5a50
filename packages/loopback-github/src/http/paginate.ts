import type { Page } from './endpoint.ts';

/** One page of a list, with the Link header that leads to the others. At most 100 items, 30 by default. */
export function paginate(page: Page, url: URL): { body: unknown; link: string | undefined } {
  const size = Math.min(positive(url.searchParams.get('per_page'), 30), 100);
  const number = positive(url.searchParams.get('page'), 1);
  const last = Math.max(1, Math.ceil(page.items.length / size));
  const render = page.render as (item: unknown) => unknown;
  const items = page.items.slice((number - 1) * size, number * size).map((item) => render(item));
  const link = (target: number, rel: string): string => {
    const to = new URL(url);
    to.searchParams.set('page', String(target));
    return `<${to.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(Math.min(number - 1, last), 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  const body = page.within ? { total_count: page.items.length, ...page.extra, [page.within]: items } : items;
  return { body, link: links.join(', ') || undefined };
}

function positive(text: string | null, fallback: number): number {
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value > 0 ? value : fallback;
}
