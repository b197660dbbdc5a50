import { describePermissionGap } from '@pangeo-forge/github/app-permissions';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { codeSpan, prose } from '@pangeo-forge/shared/untrusted/foreign-text';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import type { ContributionProblem, Recipe } from './inspect-contribution.ts';

/** The repository that a merge of this recipe creates. */
export function feedstockOfRecipe({ repository }: Pick<PullRequestContext, 'repository'>, name: string): RepoFullName {
  return RepoFullName.parse(`${repository.owner}/${name}-feedstock`);
}

/**
 * The repository that the merge would create exists already. GitHub compares names without regard to case. A former
 * name of a repository is free.
 */
export async function findTakenName(
  context: PullRequestContext,
  { name }: Recipe,
): Promise<ContributionProblem | null> {
  if (name === null) return null;
  const wanted = feedstockOfRecipe(context, name);
  const present = await (await context.github.repository(wanted)).settings.get();
  if (present?.fullName.toLowerCase() !== wanted.toString().toLowerCase()) return null;
  const archived = present.archived ? ', and is archived' : '';
  return {
    outcome: 'problem',
    rule: 'free_name',
    title: 'A feedstock of this name exists',
    explanation: `Merging this would create the repository ${codeSpan(wanted)}, but [${codeSpan(present.fullName)}](${present.url}) exists already${archived}.`,
    next: present.archived
      ? `if this is another dataset, rename the folder ${codeSpan(`recipes/${name}`)} and push. If it is the same one, ask the maintainers of ${codeSpan(context.repository)} to unarchive that feedstock.`
      : `if this is another dataset, rename the folder ${codeSpan(`recipes/${name}`)} and push. If it is the same one, close this pull request and open one in [${codeSpan(present.fullName)}](${present.url}).`,
  };
}

/** Where only the merge into the default branch acts, others are noted. */
export function isOnDefaultBranch({ baseRef, defaultBranch }: Pick<PullRequest, 'baseRef' | 'defaultBranch'>): boolean {
  return baseRef === defaultBranch;
}

/** What will keep the merge from having its effect, for its author and the maintainers. Markdown, a sentence each. */
export async function notesBeforeMerge(
  { repository, repo, github }: Pick<PullRequestContext, 'repository' | 'repo' | 'github'>,
  pull: PullRequest,
): Promise<string[]> {
  const gap = await github.permissionGap(repository.owner);
  const rules = repository.isStagedRecipes ? await repo.settings.rulesAgainstOwnMerges(pull.defaultBranch) : [];
  return [
    ...noteOnBase(repository, pull),
    ...(gap === null ? [] : [describePermissionGap(gap)]),
    ...noteOnRules(pull, rules),
  ];
}

function noteOnRules({ defaultBranch }: PullRequest, rules: readonly string[]): string[] {
  if (rules.length === 0) return [];
  return [
    `**For maintainers:** after the merge, the App takes the recipe out of ${codeSpan(defaultBranch)} by a pull request, which it cannot merge itself: ${prose(rules.join(', and '))}. A comment will say when to merge it by hand; or let the App bypass the ruleset.`,
  ];
}

function noteOnBase(repository: RepoFullName, pull: PullRequest): string[] {
  if (isOnDefaultBranch(pull)) return [];
  const effect = repository.isStagedRecipes ? 'creates the feedstock' : 'starts production runs';
  return [
    `The base of this pull request is ${codeSpan(pull.baseRef)}, and only a merge into ${codeSpan(pull.defaultBranch)} ${effect}. To change the base, press *Edit* beside the title.`,
  ];
}
