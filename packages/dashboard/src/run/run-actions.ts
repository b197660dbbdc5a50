import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { html, type Html, type Part } from '../html/html.ts';
import type { PageSession, PageViewer, RunButtons } from '../http/page-session.ts';
import { runPath, withQuery } from '../layout/links.ts';

/**
 * Run again and cancel: by a press of somebody who signed in, whose forms work without the script, or with an API key.
 * `buttons` is null where it is not known what the reader may: a press is then answered.
 */
export function runActions(
  run: RecipeRunDetails,
  { session, buttons, waitsFor }: { session: PageSession | null; buttons: RunButtons | null; waitsFor: string | null },
): Html {
  const label = run.status === 'completed' ? 'Run again' : 'Cancel this run';
  if (!session) return withKey(run, label);
  return html`<section class="card actions" aria-labelledby="actions-head"><h2 id="actions-head">${label}</h2>
${session.viewer && waiting(run, session.viewer, { buttons, waitsFor })}
${session.viewer ? press(run, session.viewer, buttons) : offerSignIn(run)}</section>
${withKey(run, `${label} with an API key`)}`;
}

function offerSignIn(run: RecipeRunDetails): Html {
  return html`<p class="quiet">Whoever may comment <code>/run</code> can do this here.</p>
<p><a class="button" href="${withQuery('/session/sign-in', { to: runPath(run) })}">Sign in with GitHub</a></p>`;
}

/** Of a run that waits for somebody: as `/run` starts it, or as `/approve` does. */
function waiting(
  run: RecipeRunDetails,
  { csrf }: PageViewer,
  { buttons, waitsFor }: { buttons: RunButtons | null; waitsFor: string | null },
): Html | null {
  const [action, label, may] =
    waitsFor === 'budget'
      ? ['approve', 'Approve', buttons?.production ?? true]
      : ['start', 'Run', waitsFor === 'command' && (buttons?.run ?? true)];
  if (!may) return null;
  return html`<form method="post" action="/session/runs/${run.id}/${action}"><input type="hidden" name="csrf" value="${csrf}"><button class="button primary">${label}</button></form>`;
}

function press(run: RecipeRunDetails, { login, csrf }: PageViewer, buttons: RunButtons | null): Html {
  if (buttons && !buttons.run)
    return html`<p class="quiet">${login}, you may not do this. Ask ${withoutMarkdown(buttons.whoMay)}.</p>`;
  const token = html`<input type="hidden" name="csrf" value="${csrf}">`;
  if (run.status !== 'completed')
    return html`<form method="post" action="/session/runs/${run.id}/cancel">${token}<button class="button danger">Cancel this run</button></form>`;
  return html`<form method="post" action="/session/runs/${run.id}/retry">${token}
${buttons && html`<input type="hidden" name="attempt" value="${buttons.attempt}">${choices(run, buttons)}`}
<button class="button primary">Run again</button></form>`;
}

/** What may differ from the run that ended. */
function choices(run: RecipeRunDetails, { production, bakeries }: RunButtons): Html {
  const isStaged = /staged-recipes$/i.test(run.feedstock.spec);
  const mayBeFull = production && !isStaged && run.pull_request !== null;
  const sizes: ReadonlyArray<readonly [value: string, label: string, isOffered: boolean]> = [
    ['full', 'in full', !run.is_test || mayBeFull],
    ['pruned', 'pruned to two time steps', true],
  ];
  const offered = sizes.filter(([, , isOffered]) => isOffered);
  const mayChoosePlace = run.is_test || production;
  return html`<details><summary>Options</summary>
${
  offered.length > 1 &&
  select(
    'Size',
    'size',
    offered.map(([value, text]) => option(value, text, (value === 'pruned') === run.is_test)),
  )
}
${production && !isStaged && html`<label>Branch, tag or commit of the feedstock<input name="ref" maxlength="250" autocomplete="off" spellcheck="false" placeholder="${run.head_sha.slice(0, 10)}"></label>`}
${
  mayChoosePlace &&
  bakeries.length > 1 &&
  select(
    'Bakery',
    'bakery',
    bakeries.map((name) => option(name, name, name === run.bakery.name)),
  )
}</details>`;
}

function select(label: string, name: string, options: Part): Html {
  return html`<label>${label}<select name="${name}">${options}</select></label>`;
}

function option(value: string, label: string, isSelected: boolean): Html {
  return html`<option value="${value}"${isSelected && html` selected`}>${label}</option>`;
}

function withoutMarkdown(text: string): string {
  return text.replaceAll('`', '');
}

/**
 * The key goes from the browser directly to the API, in a header: it is in no URL, and the pages' server never gets it.
 * This needs the script; without it the page names the command line.
 */
function withKey(run: RecipeRunDetails, title: string): Html {
  const ended = run.status === 'completed';
  const [action, label] = ended ? ['retry', 'Run again'] : ['cancel', 'Cancel this run'];
  return html`<details class="card actions"><summary><h2>${title}</h2></summary>
<form data-action="/recipe_runs/${run.id}/${action}" data-confirm="${ended ? '' : `Cancel run ${run.id}?`}" data-then="${ended ? 'new-run' : 'same-run'}" hidden>
<label>API key<input type="password" autocomplete="off" spellcheck="false" required data-key></label>
<button class="button ${ended ? 'primary' : 'danger'}">${label}</button>
<p role="status" data-result></p></form>
<p class="quiet">${ended ? 'As a new run of the same commit. ' : ''}This needs an API key with the scope <code>runs:write</code>${html`<span data-without-script>, and scripts allowed on this page; or use the command line: <code>pangeo-forge runs ${action} ${run.id}</code></span>`}.</p></details>`;
}
