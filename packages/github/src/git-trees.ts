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
export const PLAIN_MODES: readonly string[] = ['100644', '100755'];
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
  const sha = await findFolder(octokit, repository, { treeSha, folder });
  if (sha === null) return null;
  return (await readTree(octokit, repository, sha, true))
    .filter(({ type }) => type !== 'tree')
    .map(({ path, mode, sha: blob, size = 0 }) => ({ path, mode, sha: blob, size }));
}

/** The tree of a folder; null when it is not there, or is something else: a link, a submodule, a file. */
async function findFolder(
  octokit: OctokitClient,
  repository: RepoFullName,
  { treeSha, folder }: { treeSha: string; folder: string },
): Promise<string | null> {
  const found = await walkTo(octokit, repository, { treeSha, folder });
  return found.outcome === 'folder' ? found.sha : null;
}

export type FolderWalk = { outcome: 'folder'; sha: string } | { outcome: 'absent' } | { outcome: 'other' };

/** Goes down folder by folder. `other`: one of them is a link, a submodule or a file. */
export async function walkTo(
  octokit: OctokitClient,
  repository: RepoFullName,
  { treeSha, folder }: { treeSha: string; folder: string },
): Promise<FolderWalk> {
  let sha = treeSha;
  for (const name of folder === '.' ? [] : folder.split('/')) {
    const entry = (await readTree(octokit, repository, sha, false)).find(({ path }) => path === name);
    if (!entry) return { outcome: 'absent' };
    if (entry.type !== 'tree') return { outcome: 'other' };
    sha = entry.sha;
  }
  return { outcome: 'folder', sha };
}

export async function readBlob(octokit: OctokitClient, { owner, name }: RepoFullName, sha: string): Promise<Buffer> {
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  const { data } = await octokit.request(route, { owner, repo: name, file_sha: sha });
  return Buffer.from(data.content, 'base64');
}

export async function readTree(octokit: OctokitClient, { owner, name }: RepoFullName, sha: string, recursive: boolean) {
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
