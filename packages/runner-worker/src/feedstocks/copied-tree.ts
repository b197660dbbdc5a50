import type { GitData, TreeChange } from '@pangeo-forge/github/git-data';

export interface RecipeSource {
  git: Pick<GitData, 'commitTree' | 'listTree' | 'readBlob'>;
  commitSha: string;
  /** `recipes/my-recipe` */
  folder: string;
}

/** The recipe's files as they are in the commit, moved to `feedstock/`: binary content, nested folders and executable bits stay. */
export async function copiedTree(source: RecipeSource, target: Pick<GitData, 'createBlob'>): Promise<TreeChange[]> {
  const { treeSha } = await source.git.commitTree(source.commitSha);
  const prefix = `${source.folder}/`;
  const files = (await source.git.listTree(treeSha)).filter(
    ({ path, type }) => path.startsWith(prefix) && type === 'blob',
  );
  const changes: TreeChange[] = [];
  for (const file of files) {
    const sha = await target.createBlob(await source.git.readBlob(file.sha));
    changes.push({ path: `feedstock/${file.path.slice(prefix.length)}`, mode: file.mode, sha });
  }
  return changes;
}
