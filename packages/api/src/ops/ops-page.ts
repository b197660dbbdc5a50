import type { WorkRow } from '@pangeo-forge/db/api/list-work';
import type { Dispatching } from '@pangeo-forge/db/settings/read-dispatching';

/** Nothing of it needs a script. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 75rem; margin: 0 auto; padding: 1rem }
table { width: 100%; border-collapse: collapse } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886 }
td.reason { max-width: 40rem; overflow-wrap: anywhere } .alert { border-left: .3rem solid #c33; padding-left: 1rem }
button, input { font: inherit; padding: .3rem .7rem }
</style>
</head>
<body>${body}</body>
</html>
`;
}

export function loginPage(problem: string | null): string {
  return page(
    'Operations of Pangeo Forge',
    `<main><h1>Operations</h1>${problem ? `<p class="alert" role="alert">${escape(problem)}</p>` : ''}
<form method="post" action="/ops/login"><label>API key with the scope ops <input type="password" name="key" autocomplete="current-password" required></label>
<button>Come in</button></form></main>`,
  );
}

export interface OpsPageContent {
  work: readonly WorkRow[];
  dispatching: Dispatching;
  hasQueues: boolean;
}

export function opsPage({ work, dispatching, hasQueues }: OpsPageContent): string {
  const rows = (state: string) => work.filter((one) => one.state === state);
  return page(
    'Operations of Pangeo Forge',
    `<main><h1>Operations</h1>
<nav>${hasQueues ? '<a href="/ops/queues">Queues</a> · ' : ''}<a href="/dashboard">Dashboard</a> · <a href="/docs#/ops">API</a></nav>
${switchForm(dispatching)}
<h2>Failed</h2>${table(rows('failed'), 'Nothing failed.')}
<h2>Waiting</h2>${table(rows('waiting'), 'Nothing waits.')}</main>`,
  );
}

function switchForm(dispatching: Dispatching): string {
  return dispatching.stopped
    ? `<p class="alert" role="status">Nothing new is started: ${escape(dispatching.reason)} (${escape(dispatching.by)})</p>
<form method="post" action="/ops/actions/resume"><button>Start things again</button></form>`
    : `<form method="post" action="/ops/actions/stop"><label>Start nothing new, because <input name="reason" required></label> <button>Stop</button></form>`;
}

function table(rows: readonly WorkRow[], empty: string): string {
  if (rows.length === 0) return `<p>${empty}</p>`;
  const lines = rows.map(
    (row) => `<tr><td>${escape(row.label)}<br><small>${row.kind} ${row.id}, attempt ${row.attempts}</small></td>
<td class="reason">${escape(row.reason ?? '')}</td><td><time>${row.updated_at}</time></td>
<td><form method="post" action="/ops/actions/retry"><button name="id" value="${row.id}">Try again</button></form></td></tr>`,
  );
  return `<table><thead><tr><th>Work</th><th>Reason</th><th>Since</th><th></th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
