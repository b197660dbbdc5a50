import type { Parents } from '../api/parents.ts';
import { type Html, html } from '../html/html.ts';
import { durationText } from '../layout/time.ts';
import type { BakeryFigures } from './bakery-figures.ts';
import { runsPath } from './run-filters.ts';

/** Success rate and duration, a bakery a row. */
export function bakeryFiguresTable(figures: readonly BakeryFigures[], { bakeries }: Parents): Html {
  if (figures.length === 0) return html`<p class="quiet">No run in this time.</p>`;
  return html`<table class="figures"><thead><tr><th scope="col">Bakery</th><th scope="col">Succeeded</th><th scope="col" class="number">Usually takes</th></tr></thead>
<tbody>${figures.map((each) => row(each, bakeries.get(each.bakeryId)?.name ?? `bakery ${each.bakeryId}`))}</tbody></table>`;
}

function row({ runs, ended, succeeded, medianSeconds }: BakeryFigures, name: string): Html {
  return html`<tr><th scope="row"><a href="${runsPath({ bakery: name })}">${name}</a><br><span class="quiet">${runs} ${runs === 1 ? 'run' : 'runs'}</span></th>
<td>${ended > 0 ? rate(succeeded, ended) : html`<span class="quiet">none has ended</span>`}</td>
<td class="number">${medianSeconds === null ? html`<span class="quiet">–</span>` : html`<span title="the median of its newest successful runs">${durationText(medianSeconds)}</span>`}</td></tr>`;
}

function rate(succeeded: number, ended: number): Html {
  const percent = Math.round((100 * succeeded) / ended);
  return html`<span class="rate"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rate-all" width="100" height="6"/><rect class="fill-success" width="${percent}" height="6"/></svg><span>${percent} % <span class="quiet">of ${ended}</span></span></span>`;
}
