import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

export interface PullRequest {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  mergeCommitSha: string | null;
  /** ISO 8601. */
  mergedAt: string | null;
  draft: boolean;
  author: string;
  labels: string[];
  headSha: string;
  headRef: string;
  /** Null when the fork was deleted. */
  headRepo: string | null;
  headCloneUrl: string | null;
  baseRef: string;
  baseSha: string;
  baseRepo: string;
  baseCloneUrl: string;
  /** Of the base repository, now. */
  defaultBranch: string;
  /** How many files it changes; lists of them end at 3,000. */
  changedFiles: number;
  url: string;
}

export interface ChangedFile {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  sha: string;
}

export type PullRequests = ReturnType<typeof pullRequests>;

export function pullRequests(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  return {
    async get(number: number): Promise<PullRequest> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: number,
      });
      return {
        number: data.number,
        title: data.title,
        body: data.body ?? '',
        state: data.state === 'open' ? 'open' : 'closed',
        merged: data.merged,
        mergeCommitSha: data.merge_commit_sha,
        mergedAt: data.merged_at,
        draft: data.draft ?? false,
        author: data.user.login,
        labels: data.labels.map((label) => label.name),
        headSha: data.head.sha,
        headRef: data.head.ref,
        headRepo: data.head.repo?.full_name ?? null,
        headCloneUrl: data.head.repo?.clone_url ?? null,
        baseRef: data.base.ref,
        baseSha: data.base.sha,
        baseRepo: data.base.repo.full_name,
        baseCloneUrl: data.base.repo.clone_url,
        defaultBranch: data.base.repo.default_branch,
        changedFiles: data.changed_files,
        url: data.html_url,
      };
    },

    /** All of them, to GitHub's limit of 3,000. */
    async listFiles(number: number): Promise<ChangedFile[]> {
      const files = await octokit.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        owner,
        repo,
        pull_number: number,
        per_page: 100,
      });
      return files.map((file) => ({
        path: file.filename,
        previousPath: file.previous_filename ?? null,
        status: file.status,
        sha: file.sha ?? '',
      }));
    },

    /** The newest pull request of a branch of this repository, open or not. */
    async findByBranch(branch: string): Promise<BranchPullRequest | null> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
        owner,
        repo,
        head: `${owner}:${branch}`,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: 10,
      });
      const found = data[0];
      if (!found) return null;
      const { number, state, merged_at: mergedAt, head } = found;
      return { number, isOpen: state === 'open', isMerged: mergedAt !== null, headSha: head.sha };
    },

    /** Check runs of forks do not contain their pull request: it is found by its head among the open ones. */
    async findOpenByHead(headSha: string): Promise<number | null> {
      const pages = octokit.paginate.iterator('GET /repos/{owner}/{repo}/pulls', {
        owner,
        repo,
        state: 'open',
        per_page: 100,
      });
      for await (const { data } of pages) {
        const found = data.find((pull) => pull.head.sha === headSha);
        if (found) return found.number;
      }
      return null;
    },

    /** Numbers of all open ones. */
    async listOpen(): Promise<number[]> {
      const open = await octokit.paginate('GET /repos/{owner}/{repo}/pulls', {
        owner,
        repo,
        state: 'open',
        per_page: 100,
      });
      return open.map(({ number }) => number);
    },

    async create(pull: { title: string; body: string; head: string; base: string }): Promise<{ number: number }> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', { owner, repo, ...pull });
      return { number: data.number };
    },

    /** Null while GitHub is working it out. */
    async isMergeable(number: number): Promise<boolean | null> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: number,
      });
      return data.mergeable;
    },

    /** By the first method that the repository allows. */
    async merge(number: number, headSha: string, title: string): Promise<{ sha: string }> {
      for (const method of ['merge', 'squash', 'rebase'] as const) {
        try {
          const { data } = await octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
            owner,
            repo,
            pull_number: number,
            sha: headSha,
            merge_method: method,
            ...(method === 'rebase' ? {} : { commit_title: title }),
          });
          return { sha: data.sha };
        } catch (error) {
          if (method === 'rebase' || !isMethodRefused(error)) throw error;
        }
      }
      throw new Error('GitHub allows no method of merging');
    },
  };
}

export interface BranchPullRequest {
  number: number;
  isOpen: boolean;
  isMerged: boolean;
  headSha: string;
}

/** 405 "Merge commits are not allowed on this repository." */
function isMethodRefused(error: unknown): boolean {
  return refusalStatus(error) === 405 && /not allowed on this repository/i.test((error as Error).message);
}
