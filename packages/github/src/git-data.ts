import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

export interface TreeEntry {
  path: string;
  /** `100644`, `100755` (executable), `120000` (symbolic link). */
  mode: string;
  type: string;
  sha: string;
}

export type TreeChange = Omit<TreeEntry, 'type' | 'sha'> & { sha: string | null };

export type GitData = ReturnType<typeof gitData>;

/** Commits without a clone: trees keep binary files and executable bits as they are. */
export function gitData(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
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

    async commitTree(sha: string): Promise<{ treeSha: string; parents: string[]; message: string }> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
        owner,
        repo,
        commit_sha: sha,
      });
      return { treeSha: data.tree.sha, parents: data.parents.map((parent) => parent.sha), message: data.message };
    },

    async listTree(treeSha: string): Promise<TreeEntry[]> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        owner,
        repo,
        tree_sha: treeSha,
        recursive: '1',
      });
      if (data.truncated) throw new Error(`the tree ${treeSha} of ${owner}/${repo} is too large to be listed`);
      return data.tree
        .filter((entry) => entry.type !== 'tree')
        .map(({ path, mode, type, sha }) => ({ path, mode, type, sha }));
    },

    async readBlob(sha: string): Promise<Buffer> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        owner,
        repo,
        file_sha: sha,
      });
      return Buffer.from(data.content, 'base64');
    },

    async createBlob(content: Buffer): Promise<string> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/blobs', {
        owner,
        repo,
        content: content.toString('base64'),
        encoding: 'base64',
      });
      return data.sha;
    },

    /** A `null` sha removes the path. */
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

    /** A branch that is gone already is as it should be. */
    async deleteBranch(branch: string): Promise<void> {
      try {
        await octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref: `heads/${branch}` });
      } catch (error) {
        if (refusalStatus(error) !== 404 && refusalStatus(error) !== 422) throw error;
      }
    },

    /** Text of a file at a ref; null when it is not there. */
    async readFile(path: string, ref: string): Promise<string | null> {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref });
        return 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : null;
      } catch (error) {
        if (refusalStatus(error) === 404) return null;
        throw error;
      }
    },
  };
}
