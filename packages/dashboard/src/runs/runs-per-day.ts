import { type Outcome, outcomeOf, type RecipeRun } from '../api/recipe-run.ts';
import { OUTCOMES } from '../layout/outcome-badge.ts';
import { timeMs } from '../layout/time.ts';
import { dayText } from './run-filters.ts';

/** What a day's runs are told apart by in the plot: few enough to be seen. */
export const OUTCOME_GROUPS = ['success', 'failure', 'other', 'running', 'queued'] as const;

export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number];

export interface DayOfRuns {
  /** `2026-11-21`, UTC. */
  day: string;
  counts: Record<OutcomeGroup, number>;
  total: number;
}

const DAY_MS = 86_400_000;

/** Runs counted by the day on which they were registered: every day from the first to the last, also those without a run. */
export function runsPerDay(runs: readonly RecipeRun[], firstDayMs: number, lastDayMs: number): DayOfRuns[] {
  const days: DayOfRuns[] = [];
  for (let ms = firstDayMs; ms <= lastDayMs; ms += DAY_MS) {
    days.push({ day: dayText(ms), counts: { success: 0, failure: 0, other: 0, running: 0, queued: 0 }, total: 0 });
  }
  const byDay = new Map(days.map((each) => [each.day, each]));
  for (const run of runs) {
    const found = byDay.get(dayText(timeMs(run.started_at)));
    if (!found) continue;
    found.counts[groupOf(outcomeOf(run))]++;
    found.total++;
  }
  return days;
}

function groupOf(outcome: Outcome): OutcomeGroup {
  switch (OUTCOMES[outcome].tone) {
    case 'success':
      return 'success';
    case 'failure':
      return 'failure';
    case 'running':
      return 'running';
    case 'waiting':
      return 'queued';
    default:
      return 'other';
  }
}
