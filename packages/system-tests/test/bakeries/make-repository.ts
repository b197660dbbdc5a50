import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** A git repository below the folder, with one commit that holds the files in `feedstock/`. */
export async function makeRepository(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<{ directory: string; sha: string }> {
  const directory = path.join(folder, 'feedstock.git');
  await mkdir(path.join(directory, 'feedstock'), { recursive: true });
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(directory, 'feedstock', name), content);
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Pangeo Forge', '-c', 'user.email=test@example.org'];
    return (await execa('git', [...identity, ...args], { cwd: directory, stdin: 'ignore' })).stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add a recipe');
  return { directory, sha: await git('rev-parse', 'HEAD') };
}
