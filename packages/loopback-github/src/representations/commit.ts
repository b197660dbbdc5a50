import type { GitCommit } from '../git/read-commit.ts';
import type { FileDiff } from '../git/diff-files.ts';
import type { Account } from '../store/account.ts';
import { nodeId } from '../store/node-id.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { userOrNull } from './user.ts';

const UNVERIFIED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** The account an e-mail address `id+login@users.noreply…` belongs to. */
export function accountOfEmail(world: World, email: string): Account | null {
  const login = /^(?:\d+\+)?(.+)@users\.noreply\./.exec(email)?.[1];
  return (login && world.accounts.get(login.toLowerCase())) || null;
}

/** `git-commit` of GitHub's description: the object, without the people's accounts. */
export function gitCommitRepresentation(world: World, repository: Repository, commit: GitCommit) {
  const api = repositoryUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parentsOf(world, repository, commit, 'git/commits'),
    verification: UNVERIFIED,
  };
}

/** `commit` of GitHub's description. */
export function commitRepresentation(world: World, repository: Repository, commit: GitCommit, files?: FileDiff[]) {
  const api = repositoryUrl(world, repository);
  const additions = files?.reduce((sum, file) => sum + file.additions, 0) ?? 0;
  const deletions = files?.reduce((sum, file) => sum + file.deletions, 0) ?? 0;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: userOrNull(world, accountOfEmail(world, commit.author.email)),
    committer: userOrNull(world, accountOfEmail(world, commit.committer.email)),
    parents: parentsOf(world, repository, commit, 'commits'),
    ...(files
      ? {
          stats: { total: additions + deletions, additions, deletions },
          files: files.map((file) => diffEntry(world, repository, commit.sha, file)),
        }
      : {}),
  };
}

/** `diff-entry` of GitHub's description. */
export function diffEntry(world: World, repository: Repository, at: string, file: FileDiff) {
  const html = repositoryHtmlUrl(world, repository);
  const path = file.filename.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${at}/${path}`,
    raw_url: `${html}/raw/${at}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${at}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousFilename === undefined ? {} : { previous_filename: file.previousFilename }),
  };
}

function parentsOf(world: World, repository: Repository, commit: GitCommit, api: string) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(world, repository)}/${api}/${sha}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/commit/${sha}`,
  }));
}
