import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { createAnsiReader } from '../browser/ansi.ts';
import { type Html, html } from '../html/html.ts';
import { withQuery } from '../layout/links.ts';
import type { LogEntry, LogTail } from './read-log.ts';

export const LINES = 500;
export const MAX_LINES = 10_000;

/** The log so far; a script continues from its end while the run is in progress. */
export function runLog(run: RecipeRunDetails, tail: LogTail | null, lines: number): Html {
  const text = `/recipe_runs/${run.id}/logs?source=runner&format=text`;
  const isCut = tail !== null && tail.lineCount >= lines;
  const ended = run.status === 'completed';
  return html`<section class="log-section" aria-labelledby="log-head" data-log="/recipe_runs/${run.id}/logs?source=runner&amp;format=sse&amp;follow=true" data-last-id="${tail?.lastId}"${ended && tail && html` data-ended`}>
<div class="log-bar"><h2 id="log-head">Log</h2>
<p class="log-state" role="status" data-log-state>${ended ? 'complete' : 'so far'}</p>
<form class="log-search" role="search" aria-label="Search the log" data-log-search hidden><input type="search" aria-label="Text in the log" placeholder="Search the log" autocomplete="off" data-focus-by-slash><output aria-live="polite"></output><button type="button" class="button small" data-step="-1" aria-label="Previous match">↑</button><button type="button" class="button small" data-step="1" aria-label="Next match">↓</button></form>
<label class="log-option" data-log-follow hidden><input type="checkbox" checked> Follow</label>
<label class="log-option" data-log-wrap hidden><input type="checkbox" checked> Wrap</label>
<a class="button small" href="${text}">Plain text</a></div>
${isCut && html`<p class="log-cut">The last ${tail.lineCount.toLocaleString('en')} lines. ${lines < MAX_LINES ? html`<a href="${moreLines(run)}">Show up to ${MAX_LINES.toLocaleString('en')}</a> or the` : html`The`} <a href="${text}">complete log as text</a>.</p>`}
<div class="log" tabindex="0" role="region" aria-label="Log of run ${run.id}" data-log-lines>${tail?.entries.map(createEntryRenderer())}${tail?.lineCount === 0 && html`<p class="log-empty" data-log-empty>${emptyText(run)}</p>`}${tail === null && html`<p class="log-empty" data-log-empty>The log is not available at the moment. <a href="${text}">Try it as plain text</a>.</p>`}</div>
</section>`;
}

function createEntryRenderer(): (entry: LogEntry) => Html[] {
  const read = createAnsiReader();
  return ({ time, severity, lines }) =>
    lines.map(
      (line) =>
        html`<div class="line severity-${severity.toLowerCase()}"><span class="line-time" title="${time}">${time.slice(11, 19)}</span><span class="line-text">${read(
          line,
        ).map(({ text, classes }) => (classes ? html`<span class="${classes}">${text}</span>` : text))}</span></div>`,
    );
}

function moreLines(run: RecipeRunDetails): string {
  return `${withQuery(`/dashboard/recipe-run/${run.id}`, { feedstock_id: run.feedstock_id, lines: MAX_LINES })}#log-head`;
}

function emptyText({ status }: RecipeRunDetails): string {
  switch (status) {
    case 'queued':
      return 'No lines yet: the log starts with the run.';
    case 'in_progress':
      return 'Waiting for the first line.';
    case 'completed':
      return 'There is no log of this run: it never started, or its log is too old and was deleted.';
  }
}
