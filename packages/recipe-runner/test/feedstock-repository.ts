import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

export interface FeedstockRepository {
  directory: string;
  /** `file://…/feedstock.git` */
  url: string;
  /** The commit that holds the files. */
  sha: string;
  git(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** A real git repository with one commit of these files (path → content). */
export async function makeFeedstockRepository(files: Readonly<Record<string, string>>): Promise<FeedstockRepository> {
  const parent = await mkdtemp(join(tmpdir(), 'feedstock-repository-'));
  const directory = join(parent, 'feedstock.git');
  await mkdir(directory);
  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Pangeo Forge', '-c', 'user.email=test@example.org'];
    return (await execa('git', [...identity, ...args], { cwd: directory, stdin: 'ignore' })).stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add a recipe');
  const sha = await git('rev-parse', 'HEAD');
  return {
    directory,
    url: pathToFileURL(directory).href,
    sha,
    git,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** The files as they lie in a feedstock. */
export function inFeedstock(files: Readonly<Record<string, string>>, subdir = 'feedstock'): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${subdir}/${name}`, content]));
}
