import { findKnownHead, hasHeadMovedSince } from '@pangeo-forge/db/deliveries/pull-request-history';
import { findLaterCancellations } from '@pangeo-forge/db/journal/command-records';
import type { CommandContext } from './command.ts';

const MOST_AGE_MS = 60 * 60_000;

/**
 * Why the commit that a comment means is not the one that would be run; null when it is. A comment carries no commit: it means the head that its
 * author saw, which is the one that GitHub had told of when the comment was written.
 */
export async function whyOutdated(context: CommandContext): Promise<string | null> {
  const { database, repository, pull, comment } = context;
  if (pull.state === 'closed') return 'This pull request is closed, so there is nothing to be test-run.';
  const moment = { repository: repository.toString(), number: pull.number, at: comment.createdAt };
  const known = await findKnownHead(database.pool, moment);
  const moved = (known !== null && known !== pull.headSha) || (await hasHeadMovedSince(database.pool, moment));
  if (moved)
    return `A newer commit (${pull.headSha.slice(0, 7)}) was pushed around the time you wrote this, and nothing was started. Please look at it, and say it again.`;
  return whyLate(context);
}

/** What somebody wanted long ago may not be what they want now; null when it came in time. */
export function whyLate({ comment, waited }: Pick<CommandContext, 'comment' | 'waited'>): string | null {
  const late = !waited && Date.now() - Date.parse(comment.createdAt) > MOST_AGE_MS;
  return late
    ? 'This comment came through more than an hour late, and nothing was started. Please say it again if it still holds.'
    : null;
}

/** Of these recipes, those that no later `/cancel` took back while the command waited, or that overtook it on its way. */
export async function withoutCancelled(context: CommandContext, recipeIds: readonly string[]): Promise<string[]> {
  const cancellations = await findLaterCancellations(context.database.pool, context.work.subject, context.comment.id);
  if (cancellations.some((ids) => ids.length === 0 || ids.includes('all'))) return [];
  const takenBack = new Set(cancellations.flat());
  return recipeIds.filter((id) => !takenBack.has(id));
}
