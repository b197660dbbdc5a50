import type { WorkRow } from '@pangeo-forge/db/work/work-queues';
import type { Dispatching } from '@pangeo-forge/db/settings/dispatching';
import { OPS_STYLE } from './ops-style.ts';

interface Frame {
  links: ReadonlyArray<readonly [href: string, label: string]>;
  body: string;
}

/** Nothing of it needs a script. */
function page({ links, body }: Frame): string {
  const list = links.map(([href, label]) => `<a href="${href}">${label}</a>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Operations of Pangeo Forge</title>
<style>${OPS_STYLE}</style>
</head>
<body><header><nav aria-label="Operations"><strong>Pangeo Forge operations</strong>${list}</nav></header>
<main>${body}</main></body>
</html>
`;
}

export function loginPage(problem: string | null): string {
  return page({
    links: [['/dashboard', 'Dashboard']],
    body: `<h1>Operations</h1>${problem ? `<div class="card alert" role="alert">${escape(problem)}</div>` : ''}
<form class="card" method="post" action="/ops/login"><label>API key with the scope ops <input type="password" name="key" autocomplete="current-password" required></label>
<button>Come in</button></form>`,
  });
}

export interface OpsPageContent {
  work: readonly WorkRow[];
  dispatching: Dispatching;
  hasQueues: boolean;
}

export function opsPage({ work, dispatching, hasQueues }: OpsPageContent): string {
  const part = (title: string, state: string, empty: string) => {
    const rows = work.filter((one) => one.state === state);
    return `<h2>${title} <span>${rows.length}</span></h2>${table(rows, empty)}`;
  };
  return page({
    links: [
      ...(hasQueues ? [['/ops/queues', 'Queues'] as const] : []),
      ['/dashboard', 'Dashboard'],
      ['/docs#/ops', 'API'],
    ],
    body: `<h1>Operations</h1>
${switchForm(dispatching)}
${part('Failed', 'failed', 'Nothing failed.')}
${part('Waiting', 'waiting', 'Nothing waits.')}`,
  });
}

function switchForm(dispatching: Dispatching): string {
  return dispatching.stopped
    ? `<section class="card alert"><p role="status">Nothing new is started: ${escape(dispatching.reason)} (${escape(dispatching.by)})</p>
<form method="post" action="/ops/actions/resume"><button>Start things again</button></form></section>`
    : `<section class="card"><form method="post" action="/ops/actions/stop"><label>Start nothing new, because (people on GitHub are shown this) <input name="reason" required></label><button>Stop</button></form></section>`;
}

function table(rows: readonly WorkRow[], empty: string): string {
  if (rows.length === 0) return `<p class="quiet">${empty}</p>`;
  const lines = rows.map(
    (row) => `<tr><td>${escape(row.label)}<br><small>${row.kind} ${row.id}, attempt ${row.attempts}</small></td>
<td>${escape(row.reason ?? '')}</td><td><time datetime="${row.updated_at}">${timeText(row.updated_at)}</time></td>
<td><form method="post" action="/ops/actions/retry"><button name="id" value="${row.id}">Try again</button></form></td></tr>`,
  );
  return `<table><thead><tr><th>Work</th><th>Reason</th><th>Since</th><th></th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** `2026-11-21 03:32 UTC` */
function timeText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
