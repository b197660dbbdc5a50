import type { ChangedFile } from '@pangeo-forge/github/pull-requests';
import { LINK_MODE } from '@pangeo-forge/github/git-trees';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import type { Contribution } from './inspect-contribution.ts';

const RECIPE = /^recipes\/[^/]+$/;

/** A recipe that is brought as a link to a folder elsewhere looks like a file of `recipes/` that is nobody's recipe; null when there is none. */
export async function findLinkedFolder(
  { repo, repository }: Pick<PullRequestContext, 'repo' | 'repository'>,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<Contribution | null> {
  const changed = files.filter(({ path, status }) => status !== 'removed' && RECIPE.test(path));
  if (!repository.isStagedRecipes || changed.length === 0) return null;
  const entries = (await repo.git.listFolder(headSha, 'recipes')) ?? [];
  const links = entries.filter(
    ({ path, mode }) => mode === LINK_MODE && changed.some((one) => one.path === `recipes/${path}`),
  );
  if (links.length === 0) return null;
  const names = links.map(({ path }) => `\`recipes/${path}\``).join(', ');
  return {
    outcome: 'problem',
    title: 'The recipe folder is a link',
    explanation: `${names} is a symbolic link. A recipe becomes a repository of its own, so its files themselves must lie in a folder below \`recipes/\`.`,
  };
}
