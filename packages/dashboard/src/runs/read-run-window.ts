import type { ApiQuery, ApiReader } from '../api/api-reader.ts';
import type { RecipeRun } from '../api/recipe-run.ts';
import type { Remember } from '../api/remember.ts';
import { timeMs } from '../layout/time.ts';
import { dayMs, dayText, type RunFilters, timeQueryOf } from './run-filters.ts';

/** Runs of some weeks. */
export interface RunWindow {
  runs: RecipeRun[];
  firstDayMs: number;
  lastDayMs: number;
  /** Whether there were more than are read at once: then the first days are left out. */
  isCut: boolean;
}

const DAY_MS = 86_400_000;
const DAYS = 30;
const MOST_DAYS = 92;
const MOST_PAGES = 15;
const FRESH_MS = 8_000;

/** The weeks that the filters name; else the last weeks in which there were such runs. `newest` is the newest of them. */
export async function readRunWindow(
  { api, remember, nowMs }: { api: ApiReader; remember: Remember; nowMs: number },
  filters: RunFilters,
  query: ApiQuery,
  newest: RecipeRun | undefined,
): Promise<RunWindow> {
  const today = dayMs(dayText(nowMs)) ?? nowMs;
  const newestDay = newest ? (dayMs(dayText(timeMs(newest.started_at))) ?? today) : today;
  const isRecent = newestDay > today - DAYS * DAY_MS;
  const lastDayMs = dayMs(filters.to) ?? (isRecent ? today : newestDay);
  const asked = dayMs(filters.from) ?? lastDayMs - (DAYS - 1) * DAY_MS;
  const firstDayMs = Math.min(lastDayMs, Math.max(asked, lastDayMs - (MOST_DAYS - 1) * DAY_MS));
  const time = timeQueryOf({ from: dayText(firstDayMs), to: dayText(lastDayMs) });
  const whole = { ...query, ...time };
  const { runs, isCut } = await remember(`window ${JSON.stringify(whole)}`, FRESH_MS, () => readPages(api, whole));
  const oldest = runs.at(-1);
  if (!isCut || !oldest) return { runs, firstDayMs, lastDayMs, isCut: false };
  // the oldest day that was read is not whole
  return {
    runs,
    firstDayMs: Math.min(lastDayMs, (dayMs(dayText(timeMs(oldest.started_at))) ?? 0) + DAY_MS),
    lastDayMs,
    isCut,
  };
}

async function readPages(api: ApiReader, query: ApiQuery): Promise<{ runs: RecipeRun[]; isCut: boolean }> {
  const runs: RecipeRun[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const order: ApiQuery = cursor === null ? { order_by: 'started_at', sort: 'desc' } : { cursor };
    const page: { rows: RecipeRun[]; nextCursor: string | null } = await api.list<RecipeRun>('/recipe_runs/', {
      ...query,
      ...order,
      limit: 100,
    });
    runs.push(...page.rows);
    cursor = page.nextCursor;
    if (cursor === null) return { runs, isCut: false };
  }
  return { runs, isCut: true };
}
