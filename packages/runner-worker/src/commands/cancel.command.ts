import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { findOperations, recordOperation } from '@pangeo-forge/db/journal/operation-records';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { findRunsAskedLater } from '@pangeo-forge/db/runs/find-dispatch-of';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { wakeSubject } from '@pangeo-forge/db/work/wake-work';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, type CommandResult, defineCommand } from './command.ts';

export const cancelCommand = defineCommand({
  name: 'cancel',
  usage: '/cancel [RECIPE_ID…]',
  summary: 'cancels runs of this pull request, and requests that are still waiting',
  permission: 'run',
  async handle(context) {
    const { pool } = context.database;
    const all = await findRunsOfPullRequest(pool, {
      feedstockSpec: context.repository.toString(),
      pullRequest: context.pull.number,
    });
    const ids = chosenIds(context, [...new Set(all.map(({ recipeId }) => recipeId))]);
    if (typeof ids !== 'string') {
      const inProgress = all.filter(
        ({ status, recipeId }) => status === 'in_progress' && (!ids || ids.includes(recipeId)),
      );
      const cancelled = await cancelAll(context, inProgress);
      await context.waker.wake(await inTransaction(pool, (client) => wakeSubject(client, context.work.subject)));
      return resultOf(cancelled);
    }
    return { outcome: 'refused', reason: 'unknown recipe', reply: ids };
  },
});

/** Null: all of them. A text: the reply to an unclear choice. */
function chosenIds({ args }: CommandContext, known: readonly string[]): string[] | null | string {
  if (args.length === 0) return null;
  if (known.length === 0) return null;
  const choice = chooseRecipes(args, known, 'cancel');
  return choice.outcome === 'chosen' ? choice.ids : choice.reply;
}

type Cancelled = Awaited<ReturnType<typeof findOperations>>[number];

/** Cancels the runs; the result includes those that an earlier worker cancelled for this comment. */
async function cancelAll(context: CommandContext, runs: readonly RecipeRunRecord[]): Promise<Cancelled[]> {
  const { comment, deliveryId, database, waker } = context;
  const ids = runs.map(({ id }) => id);
  const askedLater = await findRunsAskedLater(database.pool, ids, { deliveryId, at: comment.createdAt });
  for (const { id, recipeId } of runs.filter((run) => !askedLater.includes(run.id))) {
    const request = await inTransaction(database.pool, async (client) => {
      const subject = context.work.subject;
      await recordOperation(client, {
        subject,
        deliveryId,
        actor: comment.author,
        target: runSubject(id),
        reason: recipeId,
      });
      return requestRunCancellation(client, id, comment.author);
    });
    if ('due' in request) await waker.wake(request.due);
  }
  return findOperations(database.pool, deliveryId);
}

function resultOf(cancelled: readonly Cancelled[]): CommandResult {
  const reason =
    cancelled.length > 0 ? `cancelled ${cancelled.map(({ target }) => target).join(', ')}` : 'nothing was in progress';
  if (cancelled.length > 0) return { outcome: 'ran', reason }; // the comment on their end says it
  const reply = 'No run of this pull request is in progress. Pending requests made before this comment were cancelled.';
  return { outcome: 'ran', reason, reply };
}
