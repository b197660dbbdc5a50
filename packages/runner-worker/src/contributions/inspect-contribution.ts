import type { ChangedFile } from '@pangeo-forge/github/pull-requests';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

export type Contribution =
  /**
   * `subdir` is what the runner's `--feedstock-subdir` gets; null in a feedstock, whose recipe lies in `feedstock/`.
   */
  | { outcome: 'recipe'; subdir: string | null; name: string | null; metaPath: string }
  /** It changes no recipe: there is nothing to check. */
  | { outcome: 'nothing'; reason: string }
  /** The author must change something first. */
  | { outcome: 'problem'; title: string; explanation: string };

const RECIPES = 'recipes/';
const FEEDSTOCK = 'feedstock/';
/** A folder name that can become the name of a repository, and an argument of the runner. */
const SUBDIR = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;

/** What a pull request contributes, from all of its changed files. */
export function inspectContribution(repository: RepoFullName, files: readonly ChangedFile[]): Contribution {
  return repository.isStagedRecipes ? inspectStagedRecipe(files) : inspectFeedstock(files);
}

function inspectFeedstock(files: readonly ChangedFile[]): Contribution {
  const touched = files.filter(
    ({ path, previousPath }) => path.startsWith(FEEDSTOCK) || previousPath?.startsWith(FEEDSTOCK),
  );
  if (touched.length === 0) return { outcome: 'nothing', reason: 'no file under feedstock/ is changed' };
  if (touched.every(({ status }) => status === 'removed')) {
    return problem(
      'The recipe is removed',
      'All changed files under `feedstock/` are deleted, so there is no recipe left to check.',
    );
  }
  return { outcome: 'recipe', subdir: null, name: null, metaPath: 'feedstock/meta.yaml' };
}

function inspectStagedRecipe(files: readonly ChangedFile[]): Contribution {
  const inRecipes = files.filter(({ path }) => path.startsWith(RECIPES));
  if (inRecipes.length === 0) return { outcome: 'nothing', reason: 'no file under recipes/ is changed' };
  const kept = inRecipes.filter(({ status }) => status !== 'removed');
  if (kept.length === 0) {
    return problem(
      'The recipe is removed',
      'All changed files under `recipes/` are deleted, so there is no recipe left to check.',
    );
  }
  const subdirs = [
    ...new Set(
      kept.flatMap(({ path }) => (path.slice(RECIPES.length).includes('/') ? [path.split('/')[1] ?? ''] : [])),
    ),
  ];
  if (subdirs.length === 0) return { outcome: 'nothing', reason: 'no folder under recipes/ is changed' };
  const inFolder = `${RECIPES}${subdirs[0]}/`;
  const elsewhere = files.filter((file) => !file.path.startsWith(inFolder) || isMovedFromElsewhere(file, inFolder));
  if (subdirs.length > 1) {
    const names = subdirs.map((name) => `\`${RECIPES}${name}\``).join(', ');
    return problem(
      'More than one recipe folder',
      `This pull request changes ${names}. Please open one pull request for each of them.`,
    );
  }
  if (elsewhere.length > 0) {
    const names = elsewhere.slice(0, 20).map(described);
    return problem(
      'Files outside the recipe folder',
      `These changes are outside \`${inFolder}\`. Please remove them from this pull request:\n\n${names.join('\n')}`,
    );
  }
  const name = subdirs[0] ?? '';
  if (!SUBDIR.test(name) || name.includes('..')) {
    return problem(
      'The folder name is not allowed',
      `\`${RECIPES}${name}\` becomes the name of a repository: use only letters, digits, ".", "_" and "-".`,
    );
  }
  return { outcome: 'recipe', subdir: `${RECIPES}${name}`, name, metaPath: `${RECIPES}${name}/meta.yaml` };
}

/** A file that is moved into the folder is missing where it was. */
function isMovedFromElsewhere({ status, previousPath }: ChangedFile, folder: string): boolean {
  return status === 'renamed' && previousPath !== null && !previousPath.startsWith(folder);
}

function described({ path, previousPath, status }: ChangedFile): string {
  if (status === 'removed') return `- \`${path}\` is deleted`;
  return previousPath !== null && status === 'renamed'
    ? `- \`${previousPath}\` is moved to \`${path}\``
    : `- \`${path}\``;
}

function problem(title: string, explanation: string): Contribution {
  return { outcome: 'problem', title, explanation };
}
