import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { OctokitClient } from './octokit.ts';

export interface FolderFile {
  /** Below the folder. */
  path: string;
  /** `100644`, `100755` (executable), or one of the modes below. */
  mode: string;
  sha: string;
  size: number;
}

export const LINK_MODE = '120000';
/** Of a commit of another repository: its files are not here. */
export const SUBMODULE_MODE = '160000';

/**
 * Every file below a folder of a tree, or null when the folder is not there. Goes down folder by folder, since GitHub
 * truncates the listing of a large repository. [docs.github.com, REST API for Git trees: 100,000 entries, 7 MB]
 */
export async function listFolder(
  octokit: OctokitClient,
  repository: RepoFullName,
  { treeSha, folder }: { treeSha: string; folder: string },
): Promise<FolderFile[] | null> {
  let sha = treeSha;
  for (const name of folder.split('/')) {
    const entries = await readTree(octokit, repository, sha, false);
    const next = entries.find(({ path, type }) => path === name && type === 'tree');
    if (!next) return null;
    sha = next.sha;
  }
  return (await readTree(octokit, repository, sha, true))
    .filter(({ type }) => type !== 'tree')
    .map(({ path, mode, sha: blob, size = 0 }) => ({ path, mode, sha: blob, size }));
}

async function readTree(octokit: OctokitClient, { owner, name }: RepoFullName, sha: string, recursive: boolean) {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner,
    repo: name,
    tree_sha: sha,
    ...(recursive ? { recursive: '1' } : {}),
  });
  if (data.truncated) {
    throw new AppError(
      'github_refused',
      `The folder has more files than GitHub lists (tree ${sha} of ${owner}/${name}).`,
      {
        context: { status: 413 },
      },
    );
  }
  return data.tree;
}
