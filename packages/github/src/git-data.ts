import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { listFolder, readBlob } from './git-trees.ts';
import { readPlainFile, readPlainFiles } from './plain-file.ts';
import { isAncestor, resolveRef } from './resolve-ref.ts';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

/** A file's new content: text inline, anything else as a blob; a `null` sha removes the path. */
export type TreeChange = { path: string; mode: string } & ({ sha: string | null } | { content: string });

export type GitData = ReturnType<typeof gitData>;

/** Commits without a clone: trees keep binary files and executable bits as they are. */
export function gitData(octokit: OctokitClient, repository: RepoFullName) {
  const { owner, name: repo } = repository;
  return {
    /** Null when the branch is not there. */
    async branchSha(branch: string): Promise<string | null> {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
          owner,
          repo,
          ref: `heads/${branch}`,
        });
        return data.object.sha;
      } catch (error) {
        if (refusalStatus(error) === 404 || refusalStatus(error) === 409) return null;
        throw error;
      }
    },

    /** The commit of a branch, a tag or a commit id; a commit that only a fork has is a separate outcome. */
    resolveRef: (ref: string) => resolveRef(octokit, repository, ref),

    isAncestor: (older: string, newer: string) => isAncestor(octokit, repository, older, newer),

    async commitTree(sha: string): Promise<{ treeSha: string; parents: string[]; message: string }> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
        owner,
        repo,
        commit_sha: sha,
      });
      return { treeSha: data.tree.sha, parents: data.parents.map((parent) => parent.sha), message: data.message };
    },

    /** Every file, link and submodule below the folder; null when it is not there. `treeSha` may be a commit's. */
    listFolder: (treeSha: string, folder: string) => listFolder(octokit, repository, { treeSha, folder }),

    readBlob: (sha: string) => readBlob(octokit, repository, sha),

    async createBlob(content: Buffer): Promise<string> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/blobs', {
        owner,
        repo,
        content: content.toString('base64'),
        encoding: 'base64',
      });
      return data.sha;
    },

    async createTree(baseTree: string, changes: TreeChange[]): Promise<string> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
        owner,
        repo,
        base_tree: baseTree,
        tree: changes.map((change) => ({ ...change, mode: change.mode as '100644', type: 'blob' as const })),
      });
      return data.sha;
    },

    async createCommit(commit: { message: string; tree: string; parents: string[] }): Promise<string> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', { owner, repo, ...commit });
      return data.sha;
    },

    async createBranch(branch: string, sha: string): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/heads/${branch}`, sha });
    },

    /** A branch that is already deleted is no error. */
    async deleteBranch(branch: string): Promise<void> {
      try {
        await octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref: `heads/${branch}` });
      } catch (error) {
        if (refusalStatus(error) !== 404 && refusalStatus(error) !== 422) throw error;
      }
    },

    readPlainFile: (path: string, ref: string) => readPlainFile(octokit, repository, path, ref),

    readPlainFiles: <Name extends string>(folder: string, ref: string, names: readonly Name[]) =>
      readPlainFiles(octokit, repository, { folder, ref, names }),
  };
}
