import { findOperations, recordOperation } from '@pangeo-forge/db/journal/operation-records';
import { deliveryOfDispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { findOpenProductions, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { judgeMeta } from '../expansions/expanded-meta.ts';
import { mayRunInProduction } from '../permissions/may-run.ts';
import { registerProductionRuns } from '../runs/register-runs.ts';
import { runLink } from '../runs/run-links.ts';
import { startRuns } from '../runs/start-runs.ts';
import { chooseRecipes } from './choose-recipes.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { whyLate, withoutCancelled } from './outdated-commands.ts';

export interface ProductionWish {
  recipes: readonly string[];
  /** Branch, tag or commit; null: what the pull request merged. */
  ref: string | null;
}

/**
 * Runs recipes of a feedstock in full, at what was merged or at another commit of it. Once for a comment, behind earlier runs that write the same
 * dataset.
 * @throws RequeueAfter while the recipes are being read, or an operator lets nothing start.
 */
export async function runProduction(context: CommandContext, wish: ProductionWish): Promise<CommandResult> {
  const refusal = await whyNotInProduction(context);
  if (refusal) return refusal;
  const commit = await chooseProductionCommit(context, wish.ref);
  if (commit.outcome === 'refused') return commit;
  if ((await withoutCancelled(context, [''])).length === 0) return SUPERSEDED;
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
  const wanted = await withoutCancelled(context, choice.ids);
  if (wanted.length === 0) return SUPERSEDED;
  const meta = { ...judged.meta, recipes: judged.meta.recipes.filter(({ id }) => wanted.includes(id)) };
  return start(context, { sha, meta });
}

type Chosen = Pick<Parameters<typeof registerProductionRuns>[1], 'sha' | 'meta'>;

/** What already runs at this commit is left alone; at another commit it comes first. */
async function start(context: CommandContext, { sha, meta }: Chosen): Promise<CommandResult> {
  const { deliveryId, pull, repository, database, comment } = context;
  const open = await findOpenProductions(database.pool, { feedstockSpec: repository.toString(), headSha: sha });
  const others = open.filter(({ dispatchKey }) => deliveryOfDispatchKey(dispatchKey) !== deliveryId);
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

export type ProductionCommit =
  | { outcome: 'chosen'; sha: string }
  | { outcome: 'refused'; reason: string; reply: string };

/**
 * The commit that is to run in production: what was merged, or what a ref of this repository means. It is asked of GitHub once for a comment, so that
 * a worker that goes on after a crash runs the same commit though the branch has moved.
 */
export async function chooseProductionCommit(context: CommandContext, ref: string | null): Promise<ProductionCommit> {
  const { pull, repo, repository, database, deliveryId, comment, work } = context;
  if (ref === null) return { outcome: 'chosen', sha: pull.mergeCommitSha ?? pull.headSha };
  const target = `ref ${ref}` as const;
  const before = (await findOperations(database.pool, deliveryId)).find((one) => one.target === target);
  if (before) return { outcome: 'chosen', sha: before.reason };
  const resolved = await repo.git.resolveRef(ref);
  const shown = ref.replaceAll('`', "'").slice(0, 128);
  switch (resolved.outcome) {
    case 'resolved':
      await recordOperation(database.pool, {
        subject: work.subject,
        deliveryId,
        actor: comment.author,
        target,
        reason: resolved.sha,
      });
      return { outcome: 'chosen', sha: resolved.sha };
    case 'unknown':
      return {
        outcome: 'refused',
        reason: `unknown ref ${shown}`,
        reply: `\`${repository}\` has no branch, tag or commit \`${shown}\`. A commit is named by at least seven characters of its id.`,
      };
    case 'not_in_repository':
      return {
        outcome: 'refused',
        reason: `${resolved.sha} is not in this repository`,
        reply: `No branch of \`${repository}\` holds the commit \`${shown}\`; it may be a fork’s, and only what this repository holds is run in production. Merge it first, or name the tag that it has here.`,
      };
  }
}
