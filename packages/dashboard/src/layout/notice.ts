import { type Html, html, type Part } from '../html/html.ts';
import { type IconName, icon } from './icon.ts';

export interface Notice {
  title: string;
  text: Part;
  icon?: IconName;
  /** Where to go from here. */
  links?: ReadonlyArray<{ href: string; label: string }>;
}

/** Shown when there is no other content: why, and where to go. */
export function notice({ title, text, icon: name = 'dot', links = [] }: Notice, heading: 'h1' | 'h2' = 'h2'): Html {
  const head = heading === 'h1' ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`;
  return html`<section class="notice">${icon(name)}${head}<p>${text}</p>${
    links.length > 0 &&
    html`<p class="notice-links">${links.map(({ href, label }) => html`<a class="button" href="${href}">${label}</a> `)}</p>`
  }</section>`;
}
