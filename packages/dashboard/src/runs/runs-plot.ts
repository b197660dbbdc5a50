import { type Html, html } from '../html/html.ts';
import { type DayOfRuns, OUTCOME_GROUPS, type OutcomeGroup } from './runs-per-day.ts';
import { type RunFilters, runsPath } from './run-filters.ts';

const LABELS: Readonly<Record<OutcomeGroup, string>> = {
  success: 'succeeded',
  failure: 'failed',
  other: 'ended otherwise',
  running: 'in progress',
  queued: 'queued',
};
const HEIGHT = 100;
const SLOT = 10;
const BAR = 7.6;

/** A column a day, a layer an outcome; the same as a table, whose days lead to their runs. */
export function runsPlot(days: readonly DayOfRuns[], filters: RunFilters): Html {
  const most = Math.max(1, ...days.map(({ total }) => total));
  const total = days.reduce((sum, day) => sum + day.total, 0);
  const first = days[0]?.day ?? '';
  const last = days.at(-1)?.day ?? '';
  const present = OUTCOME_GROUPS.filter((group) => days.some(({ counts }) => counts[group] > 0));
  const totals = present.map((group) => `${sumOf(days, group)} ${LABELS[group]}`).join(', ');
  return html`<figure class="plot">
<div class="plot-frame">
<span class="plot-most" aria-hidden="true">${most}</span>
<svg viewBox="0 0 ${days.length * SLOT} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${total} runs from ${first} to ${last}: ${totals || 'none'}">
<line class="plot-grid" x1="0" x2="${days.length * SLOT}" y1="0.5" y2="0.5"/><line class="plot-grid" x1="0" x2="${days.length * SLOT}" y1="50" y2="50"/>
${days.map((day, index) => column(day, index, most))}
</svg>
</div>
<div class="plot-ends" aria-hidden="true"><time datetime="${first}">${dayLabel(first)}</time><time datetime="${last}">${dayLabel(last)}</time></div>
<figcaption><ul class="legend">${present.map((group) => html`<li><span class="swatch fill-${group}"></span>${sumOf(days, group)} ${LABELS[group]}</li>`)}</ul></figcaption>
<details class="plot-table"><summary>As a table</summary>${table(
    days.filter((day) => day.total > 0),
    present,
    filters,
  )}</details>
</figure>`;
}

function column({ day, counts, total }: DayOfRuns, index: number, most: number): Html {
  const scale = (HEIGHT - 2) / most;
  let top = HEIGHT;
  const layers = OUTCOME_GROUPS.filter((group) => counts[group] > 0).map((group) => {
    const height = counts[group] * scale;
    top -= height;
    return html`<rect class="fill-${group}" x="${(index * SLOT + (SLOT - BAR) / 2).toFixed(1)}" y="${top.toFixed(2)}" width="${BAR}" height="${height.toFixed(2)}"/>`;
  });
  if (total === 0) return html``;
  const totals = OUTCOME_GROUPS.filter((group) => counts[group] > 0).map(
    (group) => `${counts[group]} ${LABELS[group]}`,
  );
  return html`<g><title>${day}: ${totals.join(', ')}</title>${layers}</g>`;
}

function table(days: readonly DayOfRuns[], present: readonly OutcomeGroup[], filters: RunFilters): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of runs per day"><table><thead><tr><th scope="col">Day</th>${present.map(
    (group) => html`<th scope="col" class="number">${LABELS[group]}</th>`,
  )}</tr></thead><tbody>${days
    .toReversed()
    .map(
      ({ day, counts }) =>
        html`<tr><th scope="row"><a href="${runsPath({ ...filters, from: day, to: day })}">${day}</a></th>${present.map(
          (group) => html`<td class="number">${counts[group] || ''}</td>`,
        )}</tr>`,
    )}</tbody></table></div>`;
}

function sumOf(days: readonly DayOfRuns[], group: OutcomeGroup): number {
  return days.reduce((sum, { counts }) => sum + counts[group], 0);
}

function dayLabel(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
