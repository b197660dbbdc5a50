import { posix } from 'node:path';
import { LINK_MODE } from '@pangeo-forge/github/git-trees';
import type { ChangedFile, PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import type { RuleName } from './contribution-rules.ts';

export interface Recipe {
  outcome: 'recipe';
  /** What the runner's `--feedstock-subdir` gets; null in a feedstock, whose recipe lies in `feedstock/`. */
  subdir: string | null;
  name: string | null;
  metaPath: string;
}

/** A rule that the contribution breaks: the author must change something first. */
export interface ContributionProblem {
  outcome: 'problem';
  rule: RuleName;
  title: string;
  /** What is wrong, as a fact that is also true after a merge. */
  explanation: string;
  /** What the author does while it is open; a commit that fixes it when left out. */
  next?: string;
  /** What a merge takes all the same, where the rule lets it. */
  recipe?: Recipe;
}

export type Contribution =
  | Recipe
  /** It changes no recipe: there is nothing to check. */
  | { outcome: 'nothing'; reason: string }
  | ContributionProblem;

const RECIPES = 'recipes/';
const FEEDSTOCK = 'feedstock/';
const OF_FEEDSTOCK: Recipe = { outcome: 'recipe', subdir: null, name: null, metaPath: 'feedstock/meta.yaml' };
/** A folder name that can become the name of a repository, and an argument of the runner. */
const SUBDIR = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;
/** How many files a text lists. */
const MAX_NAMED = 20;

/** What a pull request contributes, open or merged. */
export async function readContribution(context: PullRequestContext, pull: PullRequest): Promise<Contribution> {
  const files = await context.repo.pulls.listFiles(pull.number);
  if (files.length < pull.changedFiles) {
    const explanation = `This pull request changes ${pull.changedFiles} files, and GitHub lists only ${files.length} of them, so it cannot be checked.`;
    const next = 'split this pull request, and keep data files out of the repository.';
    return problem('listed_completely', 'Too many changed files', explanation, next);
  }
  const inspected = inspectContribution(context.repository, files);
  if (inspected.outcome !== 'nothing') return inspected;
  return (await findLinkedFolder(context, pull.headSha, files)) ?? inspected;
}

/** What a pull request contributes, from all of its changed files. */
export function inspectContribution(repository: RepoFullName, files: readonly ChangedFile[]): Contribution {
  return repository.isStagedRecipes ? inspectStagedRecipe(files) : inspectFeedstock(files);
}

function inspectFeedstock(files: readonly ChangedFile[]): Contribution {
  const touched = files.filter(
    ({ path, previousPath }) => path.startsWith(FEEDSTOCK) || previousPath?.startsWith(FEEDSTOCK),
  );
  if (touched.length === 0) return { outcome: 'nothing', reason: 'no file under feedstock/ is changed' };
  const isMetaGone = touched.some(({ path, status }) => status === 'removed' && META_OF_FEEDSTOCK.test(path));
  const isGone = isMetaGone && touched.every(({ status }) => status === 'removed');
  return isGone ? removed(FEEDSTOCK) : OF_FEEDSTOCK;
}

const META_OF_FEEDSTOCK = /^feedstock\/meta\.ya?ml$/;

function inspectStagedRecipe(files: readonly ChangedFile[]): Contribution {
  const inRecipes = files.filter(({ path }) => path.startsWith(RECIPES));
  const kept = inRecipes.filter(({ status }) => status !== 'removed');
  const subdirs = [
    ...new Set(
      kept.flatMap(({ path }) => (path.slice(RECIPES.length).includes('/') ? [path.split('/')[1] ?? ''] : [])),
    ),
  ];
  if (subdirs.length === 0) return inspectWithoutFolder(files, inRecipes, kept);
  if (subdirs.length > 1) {
    const names = subdirs.map((name) => codeSpan(`${RECIPES}${name}`)).join(', ');
    const explanation = `This pull request changes ${names}, and each recipe needs a pull request of its own.`;
    const next = 'keep one of them here, and open a pull request for each of the others.';
    return problem('one_folder', 'More than one recipe folder', explanation, next);
  }
  const name = subdirs[0] ?? '';
  if (!SUBDIR.test(name) || name.includes('..')) {
    const explanation = `${codeSpan(`${RECIPES}${name}`)} becomes the name of a repository: use only letters, digits, ".", "_" and "-".`;
    return problem('folder_name', 'The folder name is not allowed', explanation);
  }
  const recipe: Recipe = {
    outcome: 'recipe',
    subdir: `${RECIPES}${name}`,
    name,
    metaPath: `${RECIPES}${name}/meta.yaml`,
  };
  const inFolder = `${RECIPES}${name}/`;
  const elsewhere = files.filter((file) => !file.path.startsWith(inFolder) || isMovedFromElsewhere(file, inFolder));
  if (elsewhere.length === 0) return recipe;
  const names = elsewhere.slice(0, MAX_NAMED).map(described).join('\n');
  const explanation = `These changes are outside ${codeSpan(inFolder)}:\n\n${names}`;
  const next = 'push a commit that takes them out of this pull request. It will be checked automatically.';
  return { ...problem('only_the_folder', 'Files outside the recipe folder', explanation, next), recipe };
}

/** Nothing is left in a folder below `recipes/`. */
function inspectWithoutFolder(
  files: readonly ChangedFile[],
  inRecipes: readonly ChangedFile[],
  kept: readonly ChangedFile[],
): Contribution {
  const misplaced = files.filter(isNewRecipeFile);
  if (misplaced.length > 0) return inTheWrongPlace(misplaced);
  if (inRecipes.length === 0) return { outcome: 'nothing', reason: 'no file under recipes/ is changed' };
  return kept.length === 0 ? removed(RECIPES) : { outcome: 'nothing', reason: 'no folder under recipes/ is changed' };
}

const RECIPE_FILE = /^(?:meta\.ya?ml|recipe\.py)$/i;
const IS_NEW: ReadonlySet<ChangedFile['status']> = new Set(['added', 'renamed', 'copied']);

function isNewRecipeFile({ path, status }: ChangedFile): boolean {
  return IS_NEW.has(status) && RECIPE_FILE.test(posix.basename(path));
}

function inTheWrongPlace(misplaced: readonly ChangedFile[]): ContributionProblem {
  const lines = misplaced.slice(0, MAX_NAMED).map(({ path }) => {
    const [parent = 'NAME', grandparent = ''] = posix.dirname(path).split('/').toReversed();
    const name = parent === '.' || (parent.toLowerCase() === 'recipes' && grandparent === '') ? 'NAME' : parent;
    return `- move ${codeSpan(path)} to ${codeSpan(`${RECIPES}${name}/${posix.basename(path)}`)}`;
  });
  const name = lines.some((line) => line.includes('/NAME/'))
    ? '\n\nChoose a name in place of NAME: the recipe will become the repository `NAME-feedstock`.'
    : '';
  const explanation = `A recipe must be in a folder of its own below ${codeSpan(RECIPES)}, with ${codeSpan(RECIPES)} in lower case:\n\n${lines.join('\n')}${name}`;
  const next =
    'push a commit that moves these files, and the others that the recipe needs. It will be checked automatically.';
  return problem('in_recipes', 'The recipe is in the wrong place', explanation, next);
}

const LOOSE_FILE = /^recipes\/[^/]+$/;

/** A recipe folder that is a symbolic link, which GitHub lists like a file of `recipes/`; null when there is none. */
async function findLinkedFolder(
  { repo, repository }: Pick<PullRequestContext, 'repo' | 'repository'>,
  headSha: string,
  files: readonly ChangedFile[],
): Promise<Contribution | null> {
  const changed = files.filter(({ path, status }) => status !== 'removed' && LOOSE_FILE.test(path));
  if (!repository.isStagedRecipes || changed.length === 0) return null;
  const entries = (await repo.git.listFolder(headSha, 'recipes')) ?? [];
  const links = entries.filter(
    ({ path, mode }) => mode === LINK_MODE && changed.some((one) => one.path === `recipes/${path}`),
  );
  if (links.length === 0) return null;
  const names = links.map(({ path }) => codeSpan(`recipes/${path}`)).join(', ');
  const explanation = `${names} is a symbolic link. A recipe becomes a repository of its own, so its files must be in a folder below \`recipes/\`.`;
  return problem('no_link', 'The recipe folder is a link', explanation);
}

/** A file that is moved into the folder is missing where it was. */
function isMovedFromElsewhere({ status, previousPath }: ChangedFile, folder: string): boolean {
  return status === 'renamed' && previousPath !== null && !previousPath.startsWith(folder);
}

function described({ path, previousPath, status }: ChangedFile): string {
  if (status === 'removed') return `- ${codeSpan(path)} is deleted`;
  return previousPath !== null && status === 'renamed'
    ? `- ${codeSpan(previousPath)} is moved to ${codeSpan(path)}`
    : `- ${codeSpan(path)}`;
}

function removed(folder: string): ContributionProblem {
  const explanation = `All changed files under ${codeSpan(folder)} are deleted, so there is no recipe left to check.`;
  return problem('not_removed', 'The recipe is removed', explanation);
}

function problem(rule: RuleName, title: string, explanation: string, next?: string): ContributionProblem {
  return { outcome: 'problem', rule, title, explanation, ...(next === undefined ? {} : { next }) };
}
