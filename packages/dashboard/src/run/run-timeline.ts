import type { RunEvent } from '@pangeo-forge/api-client/rows';
import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { type IconName, icon } from '../layout/icon.ts';
import { timeAgo, timeMs } from '../layout/time.ts';

interface Step {
  icon: IconName;
  tone: string;
  title: string;
  text: string | null;
  actor: string | null;
  at: string | null;
}

const OF_STATE: Readonly<Record<string, { icon: IconName; tone: string; title: string }>> = {
  in_progress: { icon: 'play', tone: 'running', title: 'Started' },
  'completed/success': { icon: 'check', tone: 'success', title: 'Succeeded' },
  'completed/failure': { icon: 'cross', tone: 'failure', title: 'Failed' },
  'completed/cancelled': { icon: 'ban', tone: 'neutral', title: 'Cancelled' },
  'completed/timed_out': { icon: 'hourglass', tone: 'warning', title: 'Timed out' },
  'completed/stale': { icon: 'question', tone: 'warning', title: 'Lost' },
};

const QUEUED = { icon: 'clock', tone: 'waiting', title: 'Queued' } as const;

/**
 * What happened to a run, oldest first: from the journal, starting with its creation. A waiting run has
 * not started yet.
 */
export function runTimeline(
  run: RecipeRunDetails,
  events: readonly RunEvent[],
  { nowMs, isWaiting }: { nowMs: number; isWaiting: boolean },
): Html {
  const first: Step = {
    icon: 'clock',
    tone: 'waiting',
    title: 'Created',
    text: run.retry_of === null ? null : `repeats run ${run.retry_of}`,
    actor: run.requested_by,
    at: run.started_at,
  };
  // adopted runs ended before there was a journal
  const last = run.completed_at !== null && !events.some(({ to_state }) => to_state?.startsWith('completed'));
  const end = OF_STATE[`completed/${run.conclusion}`] ?? { icon: 'dash' as const, tone: 'neutral', title: 'Ended' };
  const steps = [
    first,
    ...events.map((event) => stepOf(event, isWaiting)),
    ...(last ? [{ ...end, text: null, actor: null, at: run.completed_at }] : []),
  ];
  return html`<section class="card" aria-labelledby="timeline-head"><h2 id="timeline-head">What happened</h2><ol class="timeline">${steps.map((step) => item(step, nowMs))}</ol></section>`;
}

function stepOf(event: RunEvent, isWaiting: boolean): Step {
  const { decision, to_state, reason, actor, at } = event;
  const reached = isWaiting && to_state === 'in_progress' ? QUEUED : OF_STATE[to_state ?? ''];
  const changed = decision === 'changed' && to_state !== event.from_state ? reached : undefined;
  if (!changed) return { icon: 'dot', tone: 'neutral', title: sentence(reason), text: null, actor, at };
  // a reason that only repeats the state is left out
  const isNews = !/^(dispatched|submitted|succeeded|failed) by /.test(reason);
  return { ...changed, text: isNews ? sentence(reason) : null, actor, at };
}

function item({ icon: name, tone, title, text, actor, at }: Step, nowMs: number): Html {
  const known = at !== null && !Number.isNaN(timeMs(at));
  return html`<li class="tone-${tone}"><span class="timeline-mark">${icon(name)}</span><div><p class="timeline-title">${title}</p>${text && html`<p class="timeline-text">${text}</p>`}<p class="quiet">${known && timeAgo(at, nowMs)}${actor && html` · ${actor}`}</p></div></li>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
