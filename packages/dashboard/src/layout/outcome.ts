import type { Conclusion, RecipeRun } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { icon, type IconName } from './icon.ts';

/** The state of a run. */
export type Outcome = 'queued' | 'in_progress' | Conclusion;

export function outcomeOf({ status, conclusion }: Pick<RecipeRun, 'status' | 'conclusion'>): Outcome {
  return status === 'completed' ? (conclusion ?? 'neutral') : status;
}

interface OutcomeStyle {
  label: string;
  icon: IconName;
  /** Its colours. */
  tone: 'success' | 'failure' | 'running' | 'waiting' | 'warning' | 'neutral';
}

/** Each state has a label, a shape and a colour, so that no single one of them is needed to recognise it. */
export const OUTCOMES: Readonly<Record<Outcome, OutcomeStyle>> = {
  queued: { label: 'Queued', icon: 'clock', tone: 'waiting' },
  in_progress: { label: 'Running', icon: 'play', tone: 'running' },
  success: { label: 'Succeeded', icon: 'check', tone: 'success' },
  failure: { label: 'Failed', icon: 'cross', tone: 'failure' },
  timed_out: { label: 'Timed out', icon: 'hourglass', tone: 'warning' },
  stale: { label: 'Lost', icon: 'question', tone: 'warning' },
  action_required: { label: 'Needs action', icon: 'alert', tone: 'warning' },
  cancelled: { label: 'Cancelled', icon: 'ban', tone: 'neutral' },
  skipped: { label: 'Skipped', icon: 'dash', tone: 'neutral' },
  neutral: { label: 'Ended', icon: 'dash', tone: 'neutral' },
};

export function outcomeBadge(outcome: Outcome): Html {
  const { label, icon: name, tone } = OUTCOMES[outcome] ?? OUTCOMES.neutral;
  return html`<span class="badge tone-${tone}">${icon(name)}${label}</span>`;
}
