import { CronExpressionParser } from 'cron-parser';
import { whyBadRecipeId } from '../names/recipe-id.ts';
import { isMapping } from './check-fields.ts';
import { parseMeta } from './parse-meta.ts';

/** A recipe of a feedstock that runs in production at these times. */
export interface RecipeSchedule {
  recipeId: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. UTC. */
  cron: string;
}

/** Digits, names of months and days, lists, ranges and steps; no seconds, no `@daily`, and no random `H`. */
const FIVE_FIELDS = /^[\d*,/-]+(?: [\d*,/A-Za-z-]+){4}$/;
const MAX_CHARACTERS = 100;
const MAX_SCHEDULES = 100;

/** Why the text is no schedule, as a sentence that begins with "it"; null when it is one. */
export function whyBadSchedule(cron: string): string | null {
  if (cron.length > MAX_CHARACTERS || !FIVE_FIELDS.test(cron))
    return 'it needs five fields, separated by one space: minute, hour, day of the month, month, day of the week';
  try {
    const { fields } = CronExpressionParser.parse(cron, { tz: 'UTC' });
    // with one minute, the shortest time between two of them is an hour
    if (fields.minute.values.length > 1) return 'it runs more than once an hour; name one minute, such as `0`';
    CronExpressionParser.parse(cron, { tz: 'UTC' }).next();
    return null;
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, MAX_CHARACTERS) : 'it cannot be read';
    return `it is no time of a calendar (${detail})`;
  }
}

/** The first time after the moment. @param cron one that `whyBadSchedule` accepts */
export function nextTime(cron: string, after: Date): Date {
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: after }).next().toDate();
}

/** The last time before the moment, or at it. @param cron one that `whyBadSchedule` accepts */
export function lastTime(cron: string, until: Date): Date {
  const justAfter = new Date(until.getTime() + 1);
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: justAfter }).prev().toDate();
}

/**
 * The schedules that a meta.yaml gives to recipes by id; those that lint refuses are left out. Null when it cannot be
 * read: then nothing is known.
 */
export function schedulesOf(text: string): RecipeSchedule[] | null {
  const parsed = parseMeta(text);
  if (parsed.outcome === 'invalid' || !isMapping(parsed.document.value)) return null;
  const { recipes } = parsed.document.value;
  if (!Array.isArray(recipes)) return [];
  const found = new Map<string, string>();
  for (const recipe of recipes as unknown[]) {
    if (!isMapping(recipe)) continue;
    const { id, schedule } = recipe;
    if (typeof id !== 'string' || whyBadRecipeId(id) || typeof schedule !== 'string' || found.has(id)) continue;
    if (whyBadSchedule(schedule) === null && found.size < MAX_SCHEDULES) found.set(id, schedule);
  }
  return [...found].map(([recipeId, cron]) => ({ recipeId, cron }));
}
