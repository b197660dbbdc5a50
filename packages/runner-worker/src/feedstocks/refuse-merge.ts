import { countRetries } from '@pangeo-forge/db/journal/operation-records';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RuleName } from '../contributions/contribution-rules.ts';
import type { ContributionProblem } from '../contributions/inspect-contribution.ts';
import { postOnce } from '../effects/comments.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

/** A merge that cannot have its effect: one comment says why, and what leads to the effect now. */
export async function refuseMerge(
  context: PullRequestContext,
  pull: PullRequest,
  { rule, title, explanation }: ContributionProblem,
): Promise<Decision> {
  const retries = await countRetries(context.database.pool, {
    subject: context.work.subject,
    deliveryId: context.deliveryId,
  });
  const { isStagedRecipes } = context.repository;
  const text = [
    `😕 This merge ${isStagedRecipes ? 'created no feedstock' : 'started no production run'}.`,
    `**What happened:** ${title}. ${explanation}`,
    `**Next:** ${isStagedRecipes ? nextInStagedRecipes(rule) : RUN_IN_PRODUCTION}`,
  ];
  const key = `merge of ${context.repository}#${pull.number} refused${retries === 0 ? '' : ` ${retries + 1}`}`;
  await postOnce(context, { key, number: pull.number, markdown: text.join('\n\n') });
  return { decision: 'failed', reason: `${title}: ${rule}` };
}

const RUN_IN_PRODUCTION = 'comment `/run RECIPE_ID --production` here, which runs what was merged in full.';
const EACH = 'open one pull request for each of these folders that changes something in it, such as its `meta.yaml`';
const CREATES = 'Merging that pull request creates the feedstock.';

function nextInStagedRecipes(rule: RuleName): string {
  switch (rule) {
    case 'one_folder':
      return `${EACH}. Merging each of them creates its feedstock.`;
    case 'in_recipes':
      return `open a pull request that moves the files there. ${CREATES}`;
    case 'folder_name':
      return `open a pull request that renames the folder. ${CREATES}`;
    case 'no_link':
      return `open a pull request that puts the files themselves in place of the link. ${CREATES}`;
    default:
      return `open a pull request that changes fewer files of the recipe’s folder, such as its \`meta.yaml\` only. ${CREATES}`;
  }
}

/** Only the default branch acts. One comment says so. */
export async function refuseOtherBranch(context: PullRequestContext, pull: PullRequest): Promise<Decision> {
  const { baseRef, defaultBranch } = pull;
  const missing = context.repository.isStagedRecipes ? 'no feedstock was created' : 'no production run was started';
  const markdown = `This was merged into ${codeSpan(baseRef)}. Only merges into the default branch ${codeSpan(defaultBranch)} take effect, so ${missing}.\n\n**Next:** when it is ready, open a pull request from ${codeSpan(baseRef)} to ${codeSpan(defaultBranch)}, and merge it.`;
  const key = `merge of ${context.repository}#${pull.number} into another branch`;
  await postOnce(context, { key, number: pull.number, markdown });
  return { decision: 'refused', reason: `it was merged into ${baseRef}, not into ${defaultBranch}` };
}
