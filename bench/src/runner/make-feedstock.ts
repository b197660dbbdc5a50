import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { execa } from 'execa';

export interface Feedstock {
  url: string;
  sha: string;
}

/** A repository with the sample recipe, or other `files`; `behaviour` is what the stand-in is to do. */
export async function makeFeedstock(
  folder: string,
  name: string,
  behaviour?: object,
  others: Readonly<Record<string, string>> = {},
): Promise<Feedstock> {
  const directory = path.join(folder, `${name}.git`);
  const sample = await recipeFiles('sea-surface-temperature', { sourceUrl: 'http://127.0.0.1:1', bakeryId: 'local' });
  const files = { ...sample, ...others, ...(behaviour ? { 'behaviour.json': JSON.stringify(behaviour) } : {}) };
  await mkdir(path.join(directory, 'feedstock'), { recursive: true });
  for (const [file, content] of Object.entries(files))
    await writeFile(path.join(directory, 'feedstock', file), content);
  const git = async (...args: string[]) =>
    (await execa('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args], { cwd: directory }))
      .stdout;
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add a recipe');
  return { url: pathToFileURL(directory).href, sha: await git('rev-parse', 'HEAD') };
}
