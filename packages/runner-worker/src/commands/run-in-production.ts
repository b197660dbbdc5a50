import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { findOpenProductions } from '@pangeo-forge/db/runs/find-open-productions';
import { awaitExpansion } from '../contributions/await-expansion.ts';
import { judgeMeta } from '../contributions/judge-meta.ts';
import { mayRunInProduction } from '../contributions/may-run.ts';
import { registerProductionRuns } from '../feedstocks/register-production-runs.ts';
import type { CommandContext, CommandResult } from '../registry/define-command.ts';
import { runLink } from '../runs/run-links.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { notTakenBack } from './not-taken-back.ts';
import { chooseProductionCommit } from './production-commit.ts';
import { startRuns } from './start-runs.ts';
import { whyLate } from './why-stale.ts';

export interface ProductionWish {
  recipes: readonly string[];
  /** Branch, tag or commit; null: what the pull request merged. */
  ref: string | null;
}

/**
 * Runs recipes of a feedstock in full, at what was merged or at another commit of it. Once for a comment, behind earlier runs that write the same
 * dataset.
 * @throws ComeBackLater while the recipes are being read, or an operator lets nothing start.
 */
export async function runInProduction(context: CommandContext, wish: ProductionWish): Promise<CommandResult> {
  const refusal = await whyNotInProduction(context);
  if (refusal) return refusal;
  const commit = await chooseProductionCommit(context, wish.ref);
  if (commit.outcome === 'refused') return commit;
  if ((await notTakenBack(context, [''])).length === 0) return SUPERSEDED;
  const { sha } = commit;
  const { repository, pull, deliveryId } = context;
  const invocation = await awaitExpansion(context, {
    key: `expand_meta ${repository}@${sha} for ${deliveryId}`,
    repoUrl: pull.baseCloneUrl,
    ref: sha,
    subdir: null,
    label: `expand-meta ${repository}@${sha.slice(0, 7)}`,
  });
  const judged = invocation.outcome === 'succeeded' ? judgeMeta(invocation.result, [...context.bakeries.keys()]) : null;
  if (judged?.outcome !== 'good')
    return unreadable(sha, judged?.problems ?? [invocation.failureReason ?? 'no reason is known']);
  const known = judged.meta.recipes.map(({ id }) => id);
  const choice = chooseRecipes(wish.recipes, known, 'run', {
    behind: ' --production',
    place: `commit ${shortOf(sha)}`,
  });
  if (choice.outcome === 'unclear') return { ...choice, outcome: 'refused' };
  const wanted = await notTakenBack(context, choice.ids);
  if (wanted.length === 0) return SUPERSEDED;
  const meta = { ...judged.meta, recipes: judged.meta.recipes.filter(({ id }) => wanted.includes(id)) };
  return start(context, { sha, meta });
}

type Chosen = Pick<Parameters<typeof registerProductionRuns>[1], 'sha' | 'meta'>;

/** What already runs at this commit is left alone; at another commit it comes first. */
async function start(context: CommandContext, { sha, meta }: Chosen): Promise<CommandResult> {
  const { deliveryId, pull, repository, database, comment } = context;
  const open = await findOpenProductions(database.pool, { feedstockSpec: repository.toString(), headSha: sha });
  const others = open.filter(({ dispatchKey }) => !dispatchKey?.endsWith(deliveryId));
  const busy = others.filter(({ recipeId }) => meta.recipes.some(({ id }) => id === recipeId));
  const recipes = meta.recipes.filter(({ id }) => !busy.some(({ recipeId }) => recipeId === id));
  const said = await Promise.all(busy.map((run) => lineOf(context, run, 'is being run in production already')));
  if (recipes.length === 0) return { outcome: 'refused', reason: 'already in progress', reply: said.join('\n') };
  const occasion = { pull, sha, meta: { ...meta, recipes }, askedBy: deliveryId };
  const runs = await registerProductionRuns(context, occasion);
  const result = await startRuns(context, { runs, actor: comment.author });
  if (result.outcome !== 'ran') return result;
  const lines = await Promise.all(runs.map((run) => lineOf(context, run, 'is run in production')));
  const where = 'The deployments of this repository show how it goes.';
  return {
    ...result,
    reply: [...lines, ...said, result.reply, '', where].filter((line) => line !== undefined).join('\n'),
  };
}

async function lineOf(context: CommandContext, run: RecipeRunRecord, what: string): Promise<string> {
  return `\`${run.recipeId}\` at ${shortOf(run.headSha)} ${what}: [run ${run.id}](${await runLink(context, run)}).`;
}

async function whyNotInProduction(context: CommandContext): Promise<CommandResult | null> {
  const { repository, pull, comment, runPermission } = context;
  if (repository.isStagedRecipes)
    return refused(
      'staged-recipes has no production runs',
      'Production runs are started in the recipe’s own feedstock, which the merge of this pull request makes.',
    );
  if (!pull.merged)
    return refused(
      'the pull request is not merged',
      'Only what is merged is run in production. `/run RECIPE_ID` test-runs the newest commit of this pull request.',
    );
  const late = whyLate(context);
  if (late) return refused('the comment came through late', late);
  if (await mayRunInProduction(context, comment.author)) return null;
  return refused(
    `${comment.author} may not do this`,
    `@${comment.author}, production runs are for somebody with \`${runPermission}\` permission on \`${repository}\`. Please ask one of them to say it.`,
  );
}

function unreadable(sha: string, problems: readonly string[]): CommandResult {
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return refused(
    'the recipes could not be read',
    `The recipes at ${shortOf(sha)} could not be read, so none was started:\n\n${list}\n\n**Next:** merge what mends this, or name another commit with \`--ref\`.`,
  );
}

const SUPERSEDED: CommandResult = { outcome: 'superseded', reason: 'a later /cancel took it back' };
const shortOf = (sha: string) => sha.slice(0, 7);

function refused(reason: string, reply: string): CommandResult {
  return { outcome: 'refused', reason, reply };
}
