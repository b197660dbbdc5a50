import { findRunsOfHead } from '@pangeo-forge/db/runs/find-runs';
import { hasHeadMovedSince } from '@pangeo-forge/db/deliveries/has-head-moved-since';
import { findCheckState } from '@pangeo-forge/db/effects/find-check-state';
import { wasDispatchedBy } from '@pangeo-forge/db/runs/was-dispatched-by';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { type CommandContext, type CommandResult, defineCommand } from '../registry/define-command.ts';
import { dispatchRun } from '../runs/dispatch-run.ts';
import { registerRetry } from '../runs/register-retry.ts';
import { runLink } from '../runs/run-links.ts';
import { ComeBackLater } from '../work/come-back-later.ts';
import { nearestName } from '@pangeo-forge/shared/names/nearest-name';

const LOOK_AGAIN_MS = 30_000;
const MOST_AGE_MS = 60 * 60_000;
const USAGE = '/run RECIPE_ID…|all';

export const runCommand = defineCommand({
  name: 'run',
  usage: USAGE,
  summary: 'test-runs recipes of the newest commit, pruned to two time steps',
  permission: 'run',
  async handle(context) {
    const stale = await whyStale(context);
    if (stale) return refused('the comment does not say which commit it means', stale);
    const runs = await runsOfHead(context);
    if ('refusal' in runs) return runs.refusal;
    const known = [...new Set(runs.latest.map(({ recipeId }) => recipeId))];
    const wanted = context.args.includes('all') ? known : [...new Set(context.args)];
    if (wanted.length === 0)
      return refused(
        'no recipe was named',
        `Which recipe? Write \`/run ${known[0]}\`, or \`/run all\`. ${listOf(known)}`,
      );
    const unknown = wanted.filter((id) => !known.includes(id));
    if (unknown.length > 0)
      return refused(`unknown recipe ${unknown.join(', ')}`, unknown.map((id) => unknownRecipe(id, known)).join('\n'));
    return startAll(
      context,
      runs.latest.filter(({ recipeId }) => wanted.includes(recipeId)),
    );
  },
});

/** A comment carries no commit: it means the head that its author saw. */
async function whyStale({ database, repository, pull, comment }: CommandContext): Promise<string | null> {
  if (pull.state === 'closed') return 'This pull request is closed, so there is nothing to be test-run.';
  const moved = await hasHeadMovedSince(database.pool, {
    repository: repository.toString(),
    number: pull.number,
    at: comment.createdAt,
  });
  if (moved)
    return `A newer commit (${pull.headSha.slice(0, 7)}) was pushed after you wrote this. Please look at it, and say \`/run\` again.`;
  const age = Date.now() - Date.parse(comment.createdAt);
  return age > MOST_AGE_MS
    ? 'This comment came through more than an hour late. Please say `/run` again if it still holds.'
    : null;
}

async function runsOfHead(
  context: CommandContext,
): Promise<{ latest: RecipeRunRecord[] } | { refusal: CommandResult }> {
  const { repository, pull, database } = context;
  const runs = await findRunsOfHead(database.pool, {
    feedstockSpec: repository.toString(),
    headSha: pull.headSha,
    isTest: true,
  });
  const latest = runs.filter((run, index) => runs.findIndex(({ recipeId }) => recipeId === run.recipeId) === index);
  if (latest.length > 0) return { latest };
  const state = await findCheckState(database.pool, `check-run ${repository}#${pull.number}@${pull.headSha}`);
  if (state === 'completed') {
    const reply =
      'The recipes of the newest commit could not be read, so none can be run. The check run below says what to mend.';
    return { refusal: refused('the check of the newest commit failed', reply) };
  }
  throw new ComeBackLater(LOOK_AGAIN_MS, 'the recipes of the newest commit are still being read');
}

async function startAll(context: CommandContext, runs: RecipeRunRecord[]): Promise<CommandResult> {
  const started: number[] = [];
  const busy: string[] = [];
  for (const latest of runs) {
    if (await wasDispatchedBy(context.database.pool, latest.id, context.deliveryId)) {
      started.push(latest.id);
    } else if (latest.status === 'in_progress') {
      busy.push(`\`${latest.recipeId}\` is being run already: [run ${latest.id}](${await runLink(context, latest)}).`);
    } else {
      const run =
        latest.status === 'completed' ? await registerRetry(context, latest, `comment ${context.comment.id}`) : latest;
      await dispatchRun(context, run, { actor: context.comment.author, deliveryId: context.deliveryId });
      started.push(run.id);
    }
  }
  if (busy.length > 0 && started.length === 0) return refused('already in progress', busy.join('\n'));
  return {
    outcome: 'ran',
    reason: `started run ${started.join(', ')}`,
    ...(busy.length > 0 ? { reply: busy.join('\n') } : {}),
  };
}

function unknownRecipe(id: string, known: readonly string[]): string {
  const near = nearestName(id, known);
  return `There is no recipe \`${id}\` in this pull request${near ? `: did you mean \`/run ${near}\`?` : '.'} ${listOf(known)}`;
}

function listOf(known: readonly string[]): string {
  return `Its recipes: ${known.map((id) => `\`${id}\``).join(', ')}.`;
}

function refused(reason: string, reply: string): CommandResult {
  return { outcome: 'refused', reason, reply };
}
