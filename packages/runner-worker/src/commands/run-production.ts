import { findFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { findOperations, recordOperation } from '@pangeo-forge/db/journal/operation-records';
import { deliveryOfDispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { findOpenProductions, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { isOnDefaultBranch } from '../contributions/merge-outlook.ts';
import { authorize } from '@pangeo-forge/shared/authorization/authorize';
import { awaitExpansion } from '../expansions/await-expansion.ts';
import { bakeryChoiceOf, validateExpandedMeta } from '../expansions/expanded-meta.ts';
import { loginOn } from '@pangeo-forge/github/permissions/may-run';
import { registerProductionRuns } from '../runs/register-runs.ts';
import { runLink } from '../runs/run-links.ts';
import { startRuns } from '../runs/start-runs.ts';
import { chooseRecipes } from './choose-recipes.ts';
import { type CommandContext, type CommandResult, refused } from './command.ts';
import { whyLate, withoutCancelled } from './outdated-commands.ts';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';

export interface ProductionRequest {
  recipes: readonly string[];
  /** Branch, tag or commit; null: what the pull request merged. */
  ref: string | null;
}

/**
 * Runs recipes of a feedstock in full, at the merge or at another commit: once for a comment, after earlier runs that
 * write the same dataset.
 * @throws RequeueAfter while the recipes are being read, or an operator has stopped dispatching.
 */
export async function runProduction(context: CommandContext, request: ProductionRequest): Promise<CommandResult> {
  const refusal = await whyNotInProduction(context, request);
  if (refusal) return refusal;
  const commit = await chooseProductionCommit(context, request.ref);
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
  const validated =
    invocation.outcome === 'succeeded' ? validateExpandedMeta(invocation.result, bakeryChoiceOf(context)) : null;
  if (validated?.outcome !== 'valid')
    return refuseUnreadable(sha, validated?.problems ?? [prose(invocation.failureReason ?? 'no reason is known')]);
  const known = validated.meta.recipes.map(({ id }) => id);
  const choice = chooseRecipes(request.recipes, known, 'run', {
    suffix: ' --production',
    place: `commit ${shortOf(sha)}`,
  });
  if (choice.outcome === 'unclear') return { ...choice, outcome: 'refused' };
  const wanted = await withoutCancelled(context, choice.ids);
  if (wanted.length === 0) return SUPERSEDED;
  const meta = { ...validated.meta, recipes: validated.meta.recipes.filter(({ id }) => wanted.includes(id)) };
  return start(context, { sha, meta });
}

type Chosen = Pick<Parameters<typeof registerProductionRuns>[1], 'sha' | 'meta'>;

/** Runs in progress at this commit are left alone; those at another commit end first. */
async function start(context: CommandContext, { sha, meta }: Chosen): Promise<CommandResult> {
  const { deliveryId, pull, repository, database, comment } = context;
  const open = await findOpenProductions(database.pool, { feedstockSpec: repository.toString(), headSha: sha });
  const others = open.filter(({ dispatchKey }) => deliveryOfDispatchKey(dispatchKey) !== deliveryId);
  const busy = others.filter(({ recipeId }) => meta.recipes.some(({ id }) => id === recipeId));
  const recipes = meta.recipes.filter(({ id }) => !busy.some(({ recipeId }) => recipeId === id));
  const notes = await Promise.all(busy.map((run) => runText(context, run, 'is already running in production')));
  if (recipes.length === 0) return { outcome: 'refused', reason: 'already in progress', reply: notes.join('\n') };
  const request = { pull, sha, meta: { ...meta, recipes }, askedBy: deliveryId };
  const runs = await registerProductionRuns(context, request);
  const result = await startRuns(context, { runs, actor: comment.author });
  if (result.outcome !== 'ran') return result;
  const lines = await Promise.all(runs.map((run) => runText(context, run, 'will run in production')));
  const where = 'The deployments of this repository show the progress.';
  return {
    ...result,
    reply: [...lines, ...notes, result.reply, '', where].filter((line) => line !== undefined).join('\n'),
  };
}

async function runText(context: CommandContext, run: RecipeRunRecord, what: string): Promise<string> {
  return `${codeSpan(run.recipeId)} at ${shortOf(run.headSha)} ${what}: [run ${run.id}](${await runLink(context, run)}).`;
}

async function whyNotInProduction(context: CommandContext, { ref }: ProductionRequest): Promise<CommandResult | null> {
  const { repository, pull, comment, runPermission } = context;
  if (repository.isStagedRecipes)
    return refused(
      'staged-recipes has no production runs',
      pull.merged
        ? 'Production runs start in the recipe’s own feedstock: write this command on one of its merged pull requests.'
        : 'Production runs start in the recipe’s own feedstock, which is created when this pull request is merged.',
    );
  if (!pull.merged)
    return refused(
      'the pull request is not merged',
      pull.state === 'open'
        ? 'Only merged recipes run in production. `/run RECIPE_ID` tests the newest commit of this pull request.'
        : 'Only merged recipes run in production, and this pull request was closed without a merge.',
    );
  if (ref === null && !isOnDefaultBranch(pull))
    return refused(
      `it was merged into ${pull.baseRef}`,
      `This pull request was merged into ${codeSpan(pull.baseRef)}, not into ${codeSpan(pull.defaultBranch)}. To run it all the same, name the commit: ${codeSpan(`/run RECIPE_ID --production --ref ${pull.baseRef}`)}.`,
    );
  if (!(await findFeedstock(context.database.pool, repository.toString())))
    return refused(
      'the repository is not registered',
      `${codeSpan(repository)} is not a feedstock that this deployment knows. Please ask its operators to add it.`,
    );
  const late = whyLate(context);
  if (late) return refused('the comment arrived late', late);
  const who = loginOn(context, pull, comment.author);
  if ((await authorize(who, 'production', { of: 'pull request' })).outcome === 'allowed') return null;
  return refused(
    `${comment.author} may not do this`,
    `@${comment.author}, production runs need ${codeSpan(runPermission)} permission on ${codeSpan(repository)}. Please ask somebody who has it to write this command.`,
  );
}

function refuseUnreadable(sha: string, problems: readonly string[]): CommandResult {
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return refused(
    'the recipes could not be read',
    `The recipes at ${shortOf(sha)} could not be read, so none was started:\n\n${list}\n\n**Next:** merge a fix, or choose another commit with \`--ref\`.`,
  );
}

const SUPERSEDED: CommandResult = { outcome: 'superseded', reason: 'cancelled by a later /cancel' };
const shortOf = (sha: string) => sha.slice(0, 7);

export type ProductionCommit =
  | { outcome: 'chosen'; sha: string }
  | { outcome: 'refused'; reason: string; reply: string };

/**
 * The commit to run in production: the merge, or what a ref of this repository points to. A ref is resolved once for a
 * comment, so that a worker that continues after a crash runs the same commit even if the branch has moved.
 */
export async function chooseProductionCommit(context: CommandContext, ref: string | null): Promise<ProductionCommit> {
  const { pull, repo, repository, database, deliveryId, comment, work } = context;
  if (ref === null) return { outcome: 'chosen', sha: pull.mergeCommitSha ?? pull.headSha };
  const target = `ref ${ref}` as const;
  const before = (await findOperations(database.pool, deliveryId)).find((one) => one.target === target);
  if (before) return { outcome: 'chosen', sha: before.reason };
  const resolved = await repo.git.resolveRef(ref);
  const shown = ref.slice(0, 128);
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
        reply: `${codeSpan(repository)} has no branch, tag or commit ${codeSpan(shown)}. Give at least seven characters of a commit id.`,
      };
    case 'not_in_repository':
      return {
        outcome: 'refused',
        reason: `${resolved.sha} is not in this repository`,
        reply: `No branch of ${codeSpan(repository)} contains the commit ${codeSpan(shown)}. It may belong to a fork; only commits of this repository run in production. Merge it first, or use a tag of this repository.`,
      };
  }
}
