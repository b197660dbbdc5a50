import { findLastProductionPull, type ScheduleRecord, setScheduleIssue } from '@pangeo-forge/db/feedstocks/schedules';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import { performEffect } from '../effects/perform-effect.ts';
import { inRepository, type RepositoryAccess, type TaskContext } from '../orchestrator/contexts.ts';
import { feedstockLink } from '../runs/run-links.ts';

/**
 * Keeps an issue open in the feedstock while failures have its schedule paused: GitHub notifies those who watch the
 * repository. Where GitHub refuses it, the page of the feedstock alone shows the pause.
 */
export async function showPause(context: TaskContext, schedule: ScheduleRecord): Promise<void> {
  const isPausedByFailures = schedule.pausedAt !== null && schedule.pausedBy === null;
  if (isPausedByFailures === (schedule.issueNumber !== null)) return;
  try {
    const access = await inRepository(context, schedule.feedstockSpec);
    await (isPausedByFailures ? openIssue(access, schedule) : closeIssue(access, schedule));
  } catch (error) {
    const isOutOfReach = error instanceof AppError && error.code === 'not_found';
    if (!isOutOfReach && refusalStatus(error) === null) throw error;
    context.logger.warn({ err: error, schedule: schedule.id }, 'the issue of a paused schedule could not be written');
  }
}

async function openIssue(context: TaskContext & RepositoryAccess, schedule: ScheduleRecord): Promise<void> {
  const { pool } = context.database;
  const { issues } = context.repo;
  const marker = `<!-- pangeo-forge: schedule ${schedule.id} -->`;
  const number = await findLastProductionPull(pool, schedule.feedstockId);
  const link = await feedstockLink(context, schedule.feedstockId);
  const run = schedule.lastRunId === null ? [] : [`<!-- pangeo-forge: run ${schedule.lastRunId} -->`];
  const isAnswered = number !== null && run.length > 0;
  const issue = {
    title: `The schedule of ${schedule.recipeId} is paused`,
    body: [textOfPause(schedule, { link, number, isAnswered }), '', marker, ...run].join('\n'),
  };
  const opened = await performEffect(context, {
    key: `issue of schedule ${schedule.id} paused ${schedule.pausedAt}`,
    send: async () => ({ number: (await issues.create(issue)).number }),
    find: async () => {
      const [open] = await issues.findOpenByMarker(marker, await context.github.login());
      return open ? { number: open.number } : null;
    },
    undo: (extra) => issues.update(extra.number, { state: 'closed', state_reason: 'completed' }),
  });
  await setScheduleIssue(pool, schedule.id, opened.number);
}

interface PauseText {
  link: string;
  /** A pull request where commands can be written. */
  number: number | null;
  /** Commands in the comments of the issue are read, too. */
  isAnswered: boolean;
}

export function textOfPause({ recipeId, cron, pauseReason }: ScheduleRecord, { link, number, isAnswered }: PauseText) {
  const other = number === null ? 'a pull request of this repository' : `#${number}`;
  return [
    `⏸️ The schedule ${codeSpan(cron)} of ${codeSpan(recipeId)} is paused: ${prose(pauseReason ?? 'no reason is known')}.`,
    '',
    `[The page of this feedstock](${link}) shows its runs. **To go on:**`,
    '',
    `- Fix the recipe on the default branch. The next production run that succeeds resumes the schedule.`,
    `- Or comment ${codeSpan(`/schedule resume ${recipeId}`)} ${isAnswered ? `here or on ${other}` : `on ${other}`}, if you may run recipes here.`,
    `- Or remove ${codeSpan('schedule')} from ${codeSpan('feedstock/meta.yaml')}.`,
    '',
    'This issue is closed when the schedule goes on.',
  ].join('\n');
}

async function closeIssue(context: TaskContext & RepositoryAccess, schedule: ScheduleRecord): Promise<void> {
  const { issueNumber, id } = schedule;
  if (issueNumber === null) return;
  await performEffect(context, {
    key: `issue of schedule ${id} closed ${issueNumber}`,
    send: () => context.repo.issues.update(issueNumber, { state: 'closed', state_reason: 'completed' }),
    find: 'send_again',
  });
  await setScheduleIssue(context.database.pool, id, null);
}
