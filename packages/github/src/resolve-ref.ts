import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

export type ResolvedRef =
  | { outcome: 'resolved'; sha: string }
  /** No branch, tag or commit of the repository goes by it. */
  | { outcome: 'unknown' }
  /**
   * GitHub shows the commit, but no branch of the repository holds it: it may be a fork's, since forks share their
   * objects.
   */
  | { outcome: 'not_in_repository'; sha: string };

const FULL_SHA = /^[0-9a-f]{40}$/i;
const ANY_SHA = /^[0-9a-f]{7,40}$/i;
/** A commit is searched in the default branch and in this many others. */
const MAX_BRANCHES = 20;

/** The commit that a branch, a tag or a commit id means now, if the repository itself holds it. */
export async function resolveRef(octokit: OctokitClient, repository: RepoFullName, ref: string): Promise<ResolvedRef> {
  const name = ref.replace(/^refs\//, '');
  const named = /^(heads|tags)\//.test(name) ? [name] : [`heads/${name}`, `tags/${name}`];
  for (const candidate of FULL_SHA.test(name) ? [] : named) {
    const sha = await commitOf(octokit, repository, candidate);
    if (sha !== null) return { outcome: 'resolved', sha };
  }
  const sha = ANY_SHA.test(name) ? await commitOf(octokit, repository, name) : null;
  if (sha === null) return { outcome: 'unknown' };
  for await (const branch of branchesOf(octokit, repository))
    if (await isAncestor(octokit, repository, sha, branch)) return { outcome: 'resolved', sha };
  return { outcome: 'not_in_repository', sha };
}

/** Whether `newer` is, or comes after, the commit `older`. False where GitHub knows one of them no more. */
export async function isAncestor(
  octokit: OctokitClient,
  { owner, name: repo }: RepoFullName,
  older: string,
  newer: string,
): Promise<boolean> {
  const basehead = `${newer}...${older}`;
  try {
    const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    const { data } = await octokit.request(route, { owner, repo, basehead, per_page: 1 });
    return data.status === 'behind' || data.status === 'identical';
  } catch (error) {
    if (refusalStatus(error) === 404) return false;
    throw error;
  }
}

async function commitOf(
  octokit: OctokitClient,
  { owner, name: repo }: RepoFullName,
  ref: string,
): Promise<string | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { owner, repo, ref });
    return data.sha;
  } catch (error) {
    const status = refusalStatus(error);
    if (status === 404 || status === 409 || status === 422) return null;
    throw error;
  }
}

/** The tip of each, the default branch's first. */
async function* branchesOf(octokit: OctokitClient, { owner, name: repo }: RepoFullName): AsyncGenerator<string> {
  const { data: settings } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo });
  yield settings.default_branch;
  const per_page = MAX_BRANCHES + 1;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches', { owner, repo, per_page });
  yield* data.filter(({ name }) => name !== settings.default_branch).map(({ commit }) => commit.sha);
}
