import type { FileProblem } from '@pangeo-forge/shared/meta/lint-recipe';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { bakeryChoiceOf } from '../expansions/expanded-meta.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { isCatalogueOnly } from '../orchestrator/read-committed-recipe.ts';

export type LintedCommit =
  | { outcome: 'linted'; problems: FileProblem[]; isCatalogueOnly: boolean }
  | { outcome: 'no_meta' };

/** What the author of this commit should change, by the rules of `pangeo-forge recipe lint`. */
export async function lintCommit(
  context: Pick<PullRequestContext, 'repo' | 'repository' | 'bakeries' | 'readRecipe'>,
  sha: string,
  folder: string,
): Promise<LintedCommit> {
  const { repository, repo } = context;
  const { names, defaultName } = bakeryChoiceOf(context);
  const read = await context.readRecipe(repo.git, { repository, sha, folder });
  if (!read) return { outcome: 'no_meta' };
  const { files, python } = read;
  return {
    outcome: 'linted',
    isCatalogueOnly: await isCatalogueOnly(read),
    problems: await authorsText.lintRecipe(files, python, { bakeries: names, defaultBakery: defaultName }),
  };
}
