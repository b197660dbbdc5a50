import { commitsBetween } from '../git/commits-between.ts';
import { diffFiles } from '../git/diff-files.ts';
import { isAncestor } from '../git/merge-trees.ts';
import type { GitCommit } from '../git/read-commit.ts';
import { ZERO_SHA } from '../git/run-git.ts';
import { accountOfEmail } from '../representations/commit.ts';
import { repositoryHtmlUrl, repositoryRepresentation } from '../representations/repository.ts';
import type { Account } from '../store/account.ts';
import { branchTip, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

export interface RefMove {
  ref: string;
  /** Undefined when the ref is new. */
  before: string | undefined;
  /** Undefined when the ref is deleted. */
  after: string | undefined;
}

const MAX_COMMITS = 2048;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The payload of a `push` event besides repository and sender. */
export async function pushPayload(world: World, repository: Repository, sender: Account, move: RefMove) {
  const { git } = repository;
  const html = repositoryHtmlUrl(world, repository);
  const tip = branchTip(repository, repository.defaultBranch);
  const known = move.before ?? (tip === move.after ? undefined : tip);
  const commits = move.after ? (await commitsBetween(git, known, move.after)).slice(-MAX_COMMITS) : [];
  const described = await Promise.all(commits.map((commit) => describe(world, repository, commit)));
  const range = `${(move.before ?? ZERO_SHA).slice(0, 12)}...${(move.after ?? ZERO_SHA).slice(0, 12)}`;
  return {
    ref: move.ref,
    before: move.before ?? ZERO_SHA,
    after: move.after ?? ZERO_SHA,
    base_ref: null,
    created: move.before === undefined,
    deleted: move.after === undefined,
    forced: Boolean(move.before && move.after && !(await isAncestor(git, move.before, move.after))),
    compare: `${html}/compare/${range}`,
    commits: described,
    head_commit: described.at(-1) ?? null,
    pusher: { name: sender.login, email: `${sender.id}+${sender.login}@users.noreply.github.com` },
    repository: {
      ...repositoryRepresentation(world, repository),
      created_at: Math.floor(repository.createdAt.getTime() / 1000),
      pushed_at: Math.floor(repository.pushedAt.getTime() / 1000),
    },
  };
}

async function describe(world: World, repository: Repository, commit: GitCommit) {
  const files = await diffFiles(repository.git, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const named = (status: string[]): string[] =>
    files.filter((file) => status.includes(file.status)).map(({ filename }) => filename);
  const person = ({ name, email }: GitCommit['author']) => {
    const account = accountOfEmail(world, email);
    return { name, email, ...(account ? { username: account.login } : {}) };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: named(['added']),
    removed: named(['removed']),
    modified: named(['modified', 'changed', 'renamed']),
  };
}
