import type { PausedQueue } from '@pangeo-forge/db/work/operate-work';
import type { WorkRow } from '@pangeo-forge/db/work/work-queues';
import type { Dispatching } from '@pangeo-forge/db/settings/dispatching';

interface Frame {
  /** `Operations of Pangeo Forge` unless given. */
  title?: string;
  /** What the top of the page says; `Pangeo Forge operations` unless given. */
  heading?: string;
  /** Names the navigation; `Operations` unless given. */
  label?: string;
  links: ReadonlyArray<readonly [href: string, label: string]>;
  body: string;
}

/** Works without scripts. */
export function page({
  title = 'Operations of Pangeo Forge',
  heading = 'Pangeo Forge operations',
  label = 'Operations',
  links,
  body,
}: Frame): string {
  const list = links.map(([href, label]) => `<a href="${href}">${label}</a>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${OPS_STYLE}</style>
</head>
<body><header><nav aria-label="${label}"><strong>${escape(heading)}</strong>${list}</nav></header>
<main>${body}</main></body>
</html>
`;
}

export function loginPage(
  problem: string | null,
  { withGitHub }: { withGitHub: boolean } = { withGitHub: false },
): string {
  const signIn = withGitHub ? '<p><a class="button" href="/session/sign-in?to=/ops">Sign in with GitHub</a></p>' : '';
  return page({
    links: [['/dashboard', 'Dashboard']],
    body: `<h1>Operations</h1>${problem ? `<div class="card alert" role="alert">${escape(problem)}</div>` : ''}${signIn}
<form class="card" method="post" action="/ops/login"><label>API key with the scope ops <input type="password" name="key" autocomplete="current-password" required></label>
<button>Sign in</button></form>`,
  });
}

export interface OpsPageContent {
  work: readonly WorkRow[];
  dispatching: Dispatching;
  paused: readonly PausedQueue[];
  /** Who is signed in with GitHub; undefined with a key. */
  viewer?: { login: string; csrf: string } | undefined;
}

export function opsPage({ work, dispatching, paused, viewer }: OpsPageContent): string {
  const csrf = viewer ? `<input type="hidden" name="csrf" value="${viewer.csrf}">` : '';
  const part = (title: string, rows: readonly WorkRow[], empty: string) =>
    `<h2>${title} <span>${rows.length}</span></h2>${table(rows, empty, csrf)}`;
  const failed = work.filter(({ state }) => state === 'failed');
  const retried = work.filter(({ state, retrying_since }) => retrying_since !== null && state !== 'failed');
  const waiting = work.filter(({ state }) => state === 'waiting');
  return page({
    links: [['/ops/queues', 'Queues'] as const, ['/dashboard', 'Dashboard'], ['/docs#/ops', 'API']],
    body: `<h1>Operations</h1>
${viewer ? signOutForm(viewer) : ''}${switchForm(dispatching, csrf)}
${paused.map(({ kind, by }) => `<p class="card alert" role="status">The queue ${escape(kind)} is paused by ${escape(by)}: resume it at <a href="/ops/queues">Queues</a>.</p>`).join('')}
${part('Failed', failed, 'No failed work.')}
${part('Retried', retried, 'No work is being retried.')}
${part(
  'Waiting',
  waiting.filter(({ kind }) => kind !== 'upkeep'),
  'No waiting work.',
)}
${part(
  'Periodic tasks',
  waiting.filter(({ kind }) => kind === 'upkeep'),
  'No periodic task waits.',
)}`,
  });
}

function signOutForm({ login, csrf }: { login: string; csrf: string }): string {
  return `<form class="account" method="post" action="/session/sign-out"><input type="hidden" name="csrf" value="${csrf}"><span>Signed in as <strong>${escape(login)}</strong></span> <button>Sign out</button></form>`;
}

function switchForm(dispatching: Dispatching, csrf: string): string {
  return dispatching.stopped
    ? `<section class="card alert"><p role="status">Dispatching is stopped: ${escape(dispatching.reason)} (${escape(dispatching.by)})</p>
<form method="post" action="/ops/actions/resume">${csrf}<button>Resume dispatching</button></form></section>`
    : `<section class="card"><form method="post" action="/ops/actions/stop">${csrf}<label>Reason to stop dispatching (shown on GitHub) <input name="reason" required></label><button>Stop</button></form></section>`;
}

function table(rows: readonly WorkRow[], empty: string, csrf: string): string {
  if (rows.length === 0) return `<p class="quiet">${empty}</p>`;
  const since = ({ retrying_since, updated_at }: WorkRow) => retrying_since ?? updated_at;
  const lines = rows.map(
    (row) => `<tr><td>${escape(row.label)}<br><small>${row.kind} ${row.id}, attempt ${row.attempts}</small></td>
<td>${escape(row.reason ?? '')}</td><td><time datetime="${since(row)}">${timeText(since(row))}</time>${nextTry(row)}</td>
<td><form method="post" action="/ops/actions/retry">${csrf}<button name="id" value="${row.id}">Retry</button></form></td></tr>`,
  );
  return `<table><thead><tr><th>Work</th><th>Reason</th><th>Since</th><th></th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

function nextTry({ state, due_at }: WorkRow): string {
  if (state === 'leased') return '<br><small>is being tried now</small>';
  return state === 'failed' ? '' : `<br><small>next at <time datetime="${due_at}">${timeText(due_at)}</time></small>`;
}

/** `2026-11-21 03:32 UTC` */
function timeText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * The colours of the dashboard, and a table whose rows become cards on a phone. Inline, so that the page loads nothing
 * else.
 */
const OPS_STYLE = `
:root { color-scheme: light dark; --ground: #f7f4ee; --surface: #fffdf9; --line: #ddd5c6; --text: #1d2a2f; --quiet: #57646a; --link: #0b5c70;
  --deep: #0c3440; --on-deep: #eef6f6; --accent: #0d6e80; --on-accent: #fff; --failure: #a5321f; --failure-soft: #f9e4dd; --focus: #c26a12 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #10191d; --surface: #17242a; --line: #2c4048; --text: #e3e9e6; --quiet: #9db0b3; --link: #7cc7d6; --deep: #0a1418;
    --on-deep: #e6f0f0; --accent: #2b93a6; --on-accent: #06171b; --failure: #f39d88; --failure-soft: #43221b; --focus: #f0a653 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
header { background: var(--deep); border-bottom: 3px solid #d9a441 }
header nav, main { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding-block: .75rem }
header a { color: var(--on-deep); text-decoration: none }
header strong { margin-right: auto; color: var(--on-deep); font-family: ui-serif, Georgia, serif; font-size: 1.1rem }
main { padding-block: 1.5rem 3rem }
h1, h2 { margin: 0 0 .75rem; font-family: ui-serif, Georgia, serif; line-height: 1.2 }
h2 { margin-top: 2rem; font-size: 1.25rem } h2 span { color: var(--quiet); font: .9rem ui-sans-serif, system-ui, sans-serif }
.card, table { width: 100%; background: var(--surface); border: 1px solid var(--line); border-radius: .5rem }
.card { padding: 1rem 1.25rem } .card p { margin: 0 0 .75rem }
.alert { background: var(--failure-soft); border-left: 4px solid var(--failure) }
form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin: 0 }
label { flex: 1 1 18rem; color: var(--quiet); font-size: .9rem } input { display: block; width: 100%; color: var(--text); background: var(--ground) }
a.button { display: inline-block; padding: .5rem .9rem; border-radius: .4rem; background: var(--accent); color: var(--on-accent); text-decoration: none }
.account { margin-bottom: 1rem } .account span { flex: 1 1 auto }
input, button { min-height: 2.5rem; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: .4rem; font: inherit }
button { background: var(--accent); border-color: var(--accent); color: var(--on-accent); cursor: pointer; white-space: nowrap }
table { border-spacing: 0; table-layout: fixed } th:nth-child(1) { width: 24% } th:nth-child(3) { width: 13rem } th:nth-child(4) { width: 8.5rem }
th, td { padding: .6rem .8rem; text-align: left; vertical-align: top }
th { color: var(--quiet); font-size: .85rem; font-weight: normal } td { border-top: 1px solid var(--line) }
td small, .quiet { color: var(--quiet) } td { overflow-wrap: anywhere } td time { white-space: nowrap }
.operation { margin-top: .6rem; overflow-wrap: anywhere } .operation summary { cursor: pointer } .operation h3 { margin: 1rem 0 .3rem; font-size: 1rem }
.operation:target { border-color: var(--focus) } small { color: var(--quiet) } dl, dd { margin: 0 } dt { margin-top: .4rem } dd { padding-left: 1rem }
.contents { padding-left: 1.2rem } .contents a { display: inline-block; padding: .2rem 0 }
@media (max-width: 40rem) {
  header strong { flex-basis: 100% } thead { display: none } table, tbody, tr, td { display: block; width: 100% }
  td { border: 0; padding-block: .2rem } tr { padding: .6rem 0; border-top: 1px solid var(--line) } tr:first-child { border: 0 }
}`;
