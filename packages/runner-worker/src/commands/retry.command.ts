import { findFailedDeliveries } from '@pangeo-forge/db/deliveries/retry-deliveries';
import { findOperations, recordOperation } from '@pangeo-forge/db/journal/operation-records';
import { deliveryOfDispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { formatSubject } from '@pangeo-forge/db/names/subject';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { wasDispatchedBy } from '@pangeo-forge/db/runs/find-dispatch-of';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { startRuns } from '../runs/start-runs.ts';
import { type CommandContext, type CommandResult, defineCommand } from './command.ts';
import { whyOutdated } from './outdated-commands.ts';
import { prose } from '@pangeo-forge/shared/untrusted/foreign-text';

const ENDED_WELL: ReadonlySet<string | null> = new Set(['success', 'cancelled', 'skipped', 'neutral']);

export const retryCommand = defineCommand({
  name: 'retry',
  usage: '/retry [RECIPE_ID…]',
  summary: 'retries what failed here: runs, and the creation of a feedstock',
  permission: 'run',
  async handle(context) {
    const resumed = context.args.length === 0 ? await resumeDeliveries(context) : [];
    const failed = await failedRuns(context);
    const stale = failed.some(({ isTest }) => isTest) ? await whyOutdated(context) : null;
    const runs = stale ? failed.filter(({ isTest }) => !isTest) : failed;
    if (runs.length === 0 && resumed.length === 0) return nothingToRetry(context, stale);
    const again = resumed.map((reason) => `Retrying what failed: ${prose(reason.replace(/\.$/, ''))}.`).join('\n');
    if (runs.length === 0) return { outcome: 'ran', reason: `resumed ${resumed.length} deliveries`, reply: again };
    const result = await startRuns(context, { runs, actor: context.comment.author });
    return again === '' ? result : { ...result, reply: [again, result.reply].filter(Boolean).join('\n') };
  },
});

/** Handles the pull request's failed deliveries again from the start; what was done stays done. */
async function resumeDeliveries(context: CommandContext): Promise<string[]> {
  const { database, work, deliveryId, waker, comment } = context;
  const failed = (await findFailedDeliveries(database.pool, work.subject)).filter(({ id }) => id !== deliveryId);
  for (const { id, subject, label, reason } of failed) {
    const due = await inTransaction(database.pool, async (client) => {
      await recordOperation(client, {
        subject,
        deliveryId,
        actor: comment.author,
        target: formatSubject({ of: 'delivery', id }),
        reason,
      });
      return enqueueWork(client, { kind: 'deliveries', ref: id, subject, label });
    });
    await waker.wake([due]);
  }
  return (await findOperations(database.pool, deliveryId)).map(({ reason }) => reason);
}

/**
 * The newest run of each recipe, where it failed or belongs to this comment already: test runs of the head, production
 * runs of the merge.
 */
async function failedRuns({
  database,
  repository,
  pull,
  args,
  deliveryId,
}: CommandContext): Promise<RecipeRunRecord[]> {
  const all = await findRunsOfPullRequest(database.pool, {
    feedstockSpec: repository.toString(),
    pullRequest: pull.number,
  });
  const current = all.filter((run) => (pull.merged ? !run.isTest : run.isTest && run.headSha === pull.headSha));
  const newest = current
    .filter((run, index) => current.findIndex(({ recipeId }) => recipeId === run.recipeId) === index)
    .filter(({ recipeId }) => args.length === 0 || args.includes('all') || args.includes(recipeId));
  const ours = await Promise.all(
    newest.map(
      async ({ id, dispatchKey }) =>
        deliveryOfDispatchKey(dispatchKey) === deliveryId || wasDispatchedBy(database.pool, id, deliveryId),
    ),
  );
  return newest.filter(
    ({ status, conclusion }, index) => ours[index] || (status === 'completed' && !ENDED_WELL.has(conclusion)),
  );
}

function nothingToRetry(context: CommandContext, stale: string | null): CommandResult {
  const hints = ['Nothing failed here, so there is nothing to retry.', startHint(context), STATUS_HINT];
  const reply = stale ?? hints.filter(Boolean).join(' ');
  return {
    outcome: 'refused',
    reason: stale ? 'the comment does not mean the commit that would be run' : 'nothing failed',
    reply,
  };
}

const STATUS_HINT = '`/status` shows the state of this pull request.';

/** What starts runs here, where something does. */
function startHint({ pull, repository }: CommandContext): string {
  if (pull.state === 'open') return '`/run RECIPE_ID` starts a test run.';
  if (!pull.merged) return '';
  return repository.isStagedRecipes
    ? 'Production runs have their commands in the recipe’s own feedstock.'
    : '`/run RECIPE_ID --production` runs what was merged in full again.';
}
