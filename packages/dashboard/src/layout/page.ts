import { html, type Part } from '../html/html.ts';
import { icon } from './icon.ts';
import type { PageSession } from '../http/page-session.ts';
import { BAKERIES_PATH, DATASETS_PATH, FEEDSTOCKS_PATH, RUNS_PATH, withQuery } from './links.ts';

export interface PageAssets {
  stylePath: string;
  scriptPath: string;
}

export interface Page {
  title: string;
  /** Which of the navigation's links leads here. */
  section: 'runs' | 'feedstocks' | 'datasets' | 'bakeries' | null;
  body: Part;
  /** The parts marked `data-live` are read again every so many seconds; never when null. */
  refreshSeconds?: number | null;
}

const SECTIONS = [
  ['runs', 'Runs', RUNS_PATH],
  ['feedstocks', 'Feedstocks', FEEDSTOCKS_PATH],
  ['datasets', 'Datasets', DATASETS_PATH],
  ['bakeries', 'Bakeries', BAKERIES_PATH],
] as const;

/** Layers of water and earth in a disc. */
const MARK = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><circle class="mark-sky" cx="16" cy="16" r="15"/><path class="mark-sea" d="M1.4 13c3.6-3 6.4-3 9.8 0s6.2 3 9.6 0 6.4-3 9.8-.2a15 15 0 0 1-.9 7.7H2.3a15 15 0 0 1-.9-7.5z"/><path class="mark-earth" d="M2.2 20.2c4-2.3 7.2-2 10.8 0s9 2.4 16.9-.4a15 15 0 0 1-27.7.4z"/></svg>`;

/** Who is signed in, or where to do that; nothing where nobody can. */
function account(session: PageSession | null): Part {
  if (!session) return null;
  const { viewer, here, isOperator } = session;
  if (!viewer) return html`<a class="sign-in" href="${withQuery('/session/sign-in', { to: here })}">Sign in</a>`;
  return html`<details class="account"><summary><span class="unseen">Signed in as </span>${viewer.login}</summary>
<form method="post" action="/session/sign-out"><input type="hidden" name="csrf" value="${viewer.csrf}"><input type="hidden" name="to" value="${here}">${isOperator && html`<a href="/ops">Operations</a>`}
<button class="button small">Sign out</button><button class="button small" name="everywhere" value="1">Sign out everywhere</button></form></details>`;
}

export function renderPage(
  { title, section, body, refreshSeconds }: Page,
  assets: PageAssets,
  session: PageSession | null = null,
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Pangeo Forge</title>
<link rel="stylesheet" href="${assets.stylePath}">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='15' fill='%230d6e80'/%3E%3Cpath d='M2 20c4-2 7-2 11 0s9 2 17 0A15 15 0 0 1 2 20z' fill='%23d9a866'/%3E%3C/svg%3E">
<script type="module" src="${assets.scriptPath}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="top-inner">
<a class="brand" href="${RUNS_PATH}">${MARK}<span>Pangeo Forge</span></a>
<nav aria-label="Pages"><ul>${SECTIONS.map(
    ([name, label, path]) =>
      html`<li><a href="${path}"${name === section && html` aria-current="page"`}>${label}</a></li>`,
  )}</ul></nav>
<a class="top-api" href="/docs">API ${icon('out')}</a>${account(session)}
</div>
</header>
<main id="main" tabindex="-1"${refreshSeconds ? html` data-refresh-seconds="${refreshSeconds}"` : null}>
${body}
</main>
<footer class="foot"><p>Recipes in, analysis-ready datasets out. <a href="https://pangeo-forge.readthedocs.io/">How to write a recipe</a></p></footer>
</body>
</html>
`.text;
}
