import type { TimedPhase } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { durationText, timeMs } from '../layout/time.ts';

const NAMES: Readonly<Record<TimedPhase['phase'], string>> = {
  clone: 'Fetch the feedstock',
  environment: 'Install its packages',
  read: 'Read the recipe',
  submit: 'Submit the job',
  bake: 'Bake',
  inspect: 'Open what it wrote',
};

/** How long each phase took, and which goes on. Null where none is known. */
export function runPhases(phases: readonly TimedPhase[], nowMs: number): Html | null {
  if (phases.length === 0) return null;
  return html`<section class="card" aria-labelledby="phases-head"><h2 id="phases-head">Phases</h2><ol class="phases">${phases.map(
    ({ phase, started_at: start, ended_at: end }) =>
      html`<li${end === null && html` aria-current="step"`}><span>${NAMES[phase]}</span><span class="quiet">${end === null ? 'now, for ' : ''}${secondsText(start, end, nowMs)}</span></li>`,
  )}</ol>${traceOf(phases)}</section>`;
}

/** For operators, to find the spans and the log lines. */
function traceOf(phases: readonly TimedPhase[]): Html | null {
  const traceId = phases.findLast(({ trace_id }) => trace_id !== null)?.trace_id ?? null;
  return traceId === null ? null : html`<p class="quiet">Trace <code>${traceId}</code></p>`;
}

function secondsText(start: string, end: string | null, nowMs: number): string {
  const ms = (end === null ? nowMs : timeMs(end)) - timeMs(start);
  return durationText(Math.max(0, ms) / 1_000);
}
