import { answerOf } from '@pangeo-forge/api-client/answers';
import type { RecipeRun, RunFilterQuery, RunsOfBakery, RunsOfDay } from '@pangeo-forge/api-client/rows';
import type { PageContext } from '../http/page-context.ts';
import { timeMs } from '../layout/time.ts';
import { dayMs, dayText, type RunFilters, timeQueryOf } from './run-filters.ts';

/** Runs of some weeks, counted. */
export interface RunWindow {
  byDay: RunsOfDay[];
  byBakery: RunsOfBakery[];
  firstDayMs: number;
  lastDayMs: number;
}

const DAY_MS = 86_400_000;
const DAYS = 30;
const MAX_DAYS = 366;
const FRESH_MS = 8_000;

/**
 * The period of the filters; else the last weeks with matching runs. `newest` is the newest matching run.
 */
export async function readRunWindow(
  { api, answers, nowMs }: Pick<PageContext, 'api' | 'answers' | 'nowMs'>,
  filters: RunFilters,
  query: RunFilterQuery,
  newest: RecipeRun | undefined,
): Promise<RunWindow> {
  const today = dayMs(dayText(nowMs)) ?? nowMs;
  const newestDay = newest ? (dayMs(dayText(timeMs(newest.started_at))) ?? today) : today;
  const isRecent = newestDay > today - DAYS * DAY_MS;
  const lastDayMs = dayMs(filters.to) ?? (isRecent ? today : newestDay);
  const asked = dayMs(filters.from) ?? lastDayMs - (DAYS - 1) * DAY_MS;
  const firstDayMs = Math.min(lastDayMs, Math.max(asked, lastDayMs - (MAX_DAYS - 1) * DAY_MS));
  const windowQuery = { ...query, ...timeQueryOf({ from: dayText(firstDayMs), to: dayText(lastDayMs) }) };
  const params = { params: { query: windowQuery } };
  const [byDay, byBakery] = await answers.read(`window ${JSON.stringify(windowQuery)}`, FRESH_MS, () =>
    Promise.all([
      answerOf(api.GET('/stats/recipe_runs/by_day', params)),
      answerOf(api.GET('/stats/recipe_runs/by_bakery', params)),
    ]),
  );
  return { byDay, byBakery, firstDayMs, lastDayMs };
}
