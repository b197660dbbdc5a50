import { basename, posix } from 'node:path';
import type { ScriptRecipe } from '@pangeo-forge/shared/meta/script-recipe';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import type { RunnerRequest } from '../runner/recipe-runner.ts';
import { readCommittedText } from '../runner/read-committed-text.ts';
import type { GitContext } from '../runner/run-git.ts';

export interface ScriptFeedstock {
  recipes: ScriptRecipe[];
  authorsMeta: Record<string, unknown>;
}

/** The recipes of a feedstock that are programs of their own; null when it is a feedstock of pangeo-forge-runner. */
export async function readScriptFeedstock(
  git: GitContext,
  { repository, sha }: { repository: string; sha: string },
  { feedstockSubdir: subdir = 'feedstock', repoUrl }: RunnerRequest,
): Promise<ScriptFeedstock | null> {
  const textOf = (name: string) => readCommittedText(git, { repository, sha }, posix.join(subdir, name));
  const meta = await textOf('meta.yaml');
  if (meta === null) return null;
  const files = { meta, catalog: await textOf('catalog.yaml'), program: await textOf('recipe.py') };
  const recipes = await authorsText.scriptRecipes(files, fallbackId(subdir, repoUrl));
  return recipes && { recipes, authorsMeta: (await authorsText.fieldsOf(meta)) ?? {} };
}

/** What the recipe's folder in staged-recipes is called, or the feedstock. */
function fallbackId(subdir: string, repoUrl: string): string {
  if (subdir !== 'feedstock') return basename(subdir);
  const name = basename(new URL(repoUrl).pathname)
    .replace(/\.git$/, '')
    .replace(/[-_]feedstock$/, '');
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '-') || 'recipe';
}
