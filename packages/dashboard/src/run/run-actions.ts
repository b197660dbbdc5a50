import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';

/**
 * Retry and cancel. The key goes from the browser straight to the API, in a header: it is in no URL, and the pages' server never sees it. So this needs
 * the script, and without it the command line is named.
 */
export function runActions(run: RecipeRunDetails): Html {
  const ended = run.status === 'completed';
  const [action, label] = ended ? ['retry', 'Run it again'] : ['cancel', 'Cancel this run'];
  return html`<details class="card actions"><summary><h2>${label}</h2></summary>
<form data-action="/recipe_runs/${run.id}/${action}" data-confirm="${ended ? '' : `Cancel run ${run.id}?`}" data-then="${ended ? 'new-run' : 'same-run'}" hidden>
<label>API key<input type="password" autocomplete="off" spellcheck="false" required data-key></label>
<button class="button ${ended ? 'primary' : 'danger'}">${label}</button>
<p role="status" data-result></p></form>
<p class="quiet">${ended ? 'As a new run of the same commit. ' : ''}It needs an API key that may write runs${html`<span data-without-script>, here with scripts allowed, or on the command line: <code>pangeo-forge runs ${action} ${run.id}</code></span>`}.</p></details>`;
}
