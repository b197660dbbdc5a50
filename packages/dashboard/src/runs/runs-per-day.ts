import type { RunsOfDay } from '@pangeo-forge/api-client/rows';
import { type Outcome, OUTCOMES } from '../layout/outcome.ts';
import { dayText } from './run-filters.ts';

/** The groups of a day's runs in the plot: few enough to be distinguished. */
export const OUTCOME_GROUPS = ['success', 'failure', 'other', 'running', 'queued'] as const;

export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number];

export interface DayOfRuns {
  /** `2026-11-21`, UTC. */
  day: string;
  counts: Record<OutcomeGroup, number>;
  total: number;
}

const DAY_MS = 86_400_000;

/** Every day from the first to the last, also those without a run, with what the bakeries had on it together. */
export function runsPerDay(counted: readonly RunsOfDay[], firstDayMs: number, lastDayMs: number): DayOfRuns[] {
  const days: DayOfRuns[] = [];
  for (let ms = firstDayMs; ms <= lastDayMs; ms += DAY_MS) {
    days.push({ day: dayText(ms), counts: { success: 0, failure: 0, other: 0, running: 0, queued: 0 }, total: 0 });
  }
  const byDay = new Map(days.map((each) => [each.day, each]));
  for (const { day, outcome, runs } of counted) {
    const found = byDay.get(day);
    if (!found) continue;
    found.counts[groupOf(outcome)] += runs;
    found.total += runs;
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
