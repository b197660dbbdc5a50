import { findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import {
  findSchedules,
  pauseSchedule,
  resumeSchedule,
  type ScheduleRecord,
} from '@pangeo-forge/db/feedstocks/schedules';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { scheduleWork } from '@pangeo-forge/db/work/work';
import { nextTime } from '@pangeo-forge/shared/meta/schedule';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { type CommandContext, type CommandResult, defineCommand, refused } from './command.ts';

export const scheduleCommand = defineCommand({
  name: 'schedule',
  usage: '/schedule pause|resume [RECIPE_ID…]',
  summary: 'in a feedstock, pauses or resumes the schedules of its recipes',
  permission: 'run',
  async handle(context) {
    const [action, ...names] = context.args;
    if (action !== 'pause' && action !== 'resume')
      return refused(
        'neither pause nor resume',
        'Write `/schedule pause` or `/schedule resume`, and recipe ids to name some of them.',
      );
    const { pool } = context.database;
    const feedstock = await findFeedstock(pool, context.repository.toString());
    const schedules = feedstock ? await findSchedules(pool, feedstock.id) : [];
    if (schedules.length === 0) return refused('no schedules', NO_SCHEDULES);
    const wanted = names.filter((name) => name !== 'all');
    const unknown = wanted.find((name) => !schedules.some(({ recipeId }) => recipeId === name));
    if (unknown !== undefined) return refuseUnknown(unknown, schedules);
    const chosen = schedules.filter(({ recipeId }) => wanted.length === 0 || wanted.includes(recipeId));
    const lines: string[] = [];
    for (const schedule of chosen) lines.push(await (action === 'pause' ? pause : resume)(context, schedule));
    return {
      outcome: 'ran',
      reason: `${action}d ${chosen.map(({ recipeId }) => recipeId).join(', ')}`,
      reply: lines.join('\n'),
    };
  },
});

const NO_SCHEDULES =
  'No recipe of the default branch has a schedule. In a feedstock, write `schedule: "0 6 * * *"` below a recipe of `feedstock/meta.yaml` for a run each day at 6:00 UTC.';

function refuseUnknown(name: string, schedules: readonly ScheduleRecord[]): CommandResult {
  const known = schedules.map(({ recipeId }) => codeSpan(recipeId)).join(', ');
  return refused(`no schedule of ${name}`, `${codeSpan(name)} has no schedule. Recipes with one: ${known}.`);
}

async function pause({ database, waker, comment }: CommandContext, schedule: ScheduleRecord): Promise<string> {
  const recipe = codeSpan(schedule.recipeId);
  const due = await inTransaction(database.pool, async (client) => {
    const by = comment.author;
    if (!(await pauseSchedule(client, schedule, { by, reason: `@${by} paused it` }))) return null;
    return [await enqueueWork(client, scheduleWork(schedule))];
  });
  await waker.wake(due ?? []);
  if (due === null) return `The schedule of ${recipe} is paused already: ${prose(schedule.pauseReason ?? '')}.`;
  return `The schedule of ${recipe} is paused. A run in progress goes on; ${codeSpan(`/schedule resume ${schedule.recipeId}`)} resumes the schedule.`;
}

async function resume({ database, waker, comment, clock }: CommandContext, schedule: ScheduleRecord): Promise<string> {
  const nextDueAt = nextTime(schedule.cron, clock()).toISOString();
  const due = await inTransaction(database.pool, (client) =>
    resumeSchedule(client, schedule, { by: comment.author, nextDueAt }),
  );
  await waker.wake(due ?? []);
  const next = due === null ? schedule.nextDueAt : nextDueAt;
  const state = due === null ? 'is not paused' : 'is resumed';
  return `The schedule of ${codeSpan(schedule.recipeId)} ${state}. Its next run starts at ${next.slice(0, 16).replace('T', ' ')} UTC.`;
}
