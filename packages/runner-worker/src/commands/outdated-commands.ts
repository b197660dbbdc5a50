import { findKnownHead, hasHeadMovedSince } from '@pangeo-forge/db/deliveries/pull-request-history';
import { findLaterCancellations } from '@pangeo-forge/db/journal/command-records';
import type { CommandContext } from './command.ts';

const MAX_AGE_MS = 60 * 60_000;

/**
 * Why the commit that a comment means is not the one that would be run; null when it is. A comment has no commit: it
 * means the head that its author saw, the last one that GitHub had sent an event about when the comment was written.
 */
export async function whyOutdated(context: CommandContext): Promise<string | null> {
  const { database, repository, pull, comment } = context;
  if (pull.state === 'closed') return 'This pull request is closed, so there is nothing to test.';
  const moment = { repository: repository.toString(), number: pull.number, at: comment.createdAt };
  const known = await findKnownHead(database.pool, moment);
  const moved = (known !== null && known !== pull.headSha) || (await hasHeadMovedSince(database.pool, moment));
  if (moved)
    return `A newer commit (${pull.headSha.slice(0, 7)}) was pushed around the time you wrote this, so nothing was started. Please review it, and write the command again.`;
  return whyLate(context);
}

/** Why a comment that arrives late is ignored: its author may not want this any more. Null when it came in time. */
export function whyLate({ comment, waited }: Pick<CommandContext, 'comment' | 'waited'>): string | null {
  const late = !waited && Date.now() - Date.parse(comment.createdAt) > MAX_AGE_MS;
  return late
    ? 'This comment arrived more than an hour late, so nothing was started. If you still want this, please write the command again.'
    : null;
}

/** Those of these recipes that no later `/cancel` cancelled, while the command waited or by overtaking it. */
export async function withoutCancelled(context: CommandContext, recipeIds: readonly string[]): Promise<string[]> {
  const cancellations = await findLaterCancellations(context.database.pool, context.work.subject, context.comment.id);
  if (cancellations.some((ids) => ids.length === 0 || ids.includes('all'))) return [];
  const takenBack = new Set(cancellations.flat());
  return recipeIds.filter((id) => !takenBack.has(id));
}
