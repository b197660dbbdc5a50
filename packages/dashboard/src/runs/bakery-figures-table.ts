import type { RunsOfBakery } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { durationText } from '../layout/time.ts';
import { runsPath } from './run-filters.ts';

/** Success rate and duration, a bakery a row. */
export function bakeryFiguresTable(figures: readonly RunsOfBakery[]): Html {
  if (figures.length === 0) return html`<p class="quiet">No run in this time.</p>`;
  return html`<table class="figures"><thead><tr><th scope="col">Bakery</th><th scope="col">Succeeded</th><th scope="col" class="number">Usually takes</th></tr></thead>
<tbody>${figures.map(row)}</tbody></table>`;
}

function row({ bakery, runs, ended, succeeded, median_seconds: median, p90_seconds: p90 }: RunsOfBakery): Html {
  return html`<tr><th scope="row"><a href="${runsPath({ bakery })}">${bakery}</a><br><span class="quiet">${runs.toLocaleString('en')} ${runs === 1 ? 'run' : 'runs'}</span></th>
<td>${ended > 0 ? rate(succeeded, ended) : html`<span class="quiet">none has ended</span>`}</td>
<td class="number">${median === null ? html`<span class="quiet">–</span>` : html`<span title="half of the successful runs took no longer, nine of ten no longer than ${durationText(p90 ?? median)}">${durationText(median)}</span>`}</td></tr>`;
}

function rate(succeeded: number, ended: number): Html {
  const percent = Math.round((100 * succeeded) / ended);
  return html`<span class="rate"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rate-all" width="100" height="6"/><rect class="fill-success" width="${percent}" height="6"/></svg><span>${percent} % <span class="quiet">of ${ended}</span></span></span>`;
}
