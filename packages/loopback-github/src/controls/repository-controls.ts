import { createRepository, forkRepository } from '../actions/create-repository.ts';
import { deleteRepository, renameRepository, setArchived, transferRepository } from '../actions/change-repository.ts';
import { moveRef } from '../actions/move-ref.ts';
import { signatureOf } from '../actions/signature.ts';
import { writeFiles } from '../actions/write-files.ts';
import type { FileChange } from '../git/write-commit.ts';
import type { Account } from '../store/account.ts';
import { accountNamed, administratorOf, repositoryNamed, type World } from '../store/world.ts';
import { type BranchProtection, branchRef, fullName, type Role } from '../store/repository.ts';

export interface NewCommitOptions {
  /** Full name, `owner/name`. */
  repo: string;
  branch: string;
  /** Where the branch starts when it is new: a branch or commit id; the default branch when not given. */
  from?: string;
  message: string;
  /** Login of the author, who is also the one that pushes. */
  author: string;
  /** Path to new content; `null` removes; `{ content, mode }` for executable bits and links. */
  files: Record<string, FileChange>;
}

export interface RepositoryControls {
  /** Returns its full name and its clone URL. `files` make the first commit. */
  createRepository(options: {
    owner: string;
    name: string;
    private?: boolean;
    files?: Record<string, FileChange>;
    defaultBranch?: string;
    /** Who creates it; the owner, or for an organization one of its owners. */
    as?: string;
  }): Promise<{ id: number; fullName: string; cloneUrl: string; defaultBranch: string }>;
  /** Copies a repository to a user's account. Returns the fork's full name. */
  fork(repo: string, login: string): Promise<string>;
  setCollaborator(repo: string, login: string, role: Role): void;
  /** `null` lifts the protection. */
  protectBranch(repo: string, branch: string, protection: BranchProtection | null): void;
  archiveRepository(repo: string, isArchived?: boolean): void;
  renameRepository(repo: string, name: string): void;
  transferRepository(repo: string, newOwner: string): void;
  deleteRepository(repo: string): Promise<void>;
  /** A real commit, pushed: with the events, check suites and pull request updates of a push. Returns its id. */
  commit(options: NewCommitOptions): Promise<string>;
  deleteBranch(repo: string, branch: string, as: string): Promise<void>;
}

export function repositoryControls(world: World): RepositoryControls {
  const ownerOf = (repo: string): Account => administratorOf(world, repositoryNamed(world, repo).owner);
  return {
    async createRepository({ owner: login, name, files, defaultBranch, as, ...rest }) {
      const owner = accountNamed(world, login);
      const sender = as === undefined ? administratorOf(world, owner) : accountNamed(world, as);
      const repository = await createRepository(world, owner, sender, {
        name,
        isPrivate: rest.private,
        files,
        defaultBranch,
      });
      return {
        id: repository.id,
        fullName: fullName(repository),
        cloneUrl: `${world.serverUrl}/${fullName(repository)}.git`,
        defaultBranch: repository.defaultBranch,
      };
    },
    async fork(repo, login) {
      return fullName(await forkRepository(world, repositoryNamed(world, repo), accountNamed(world, login)));
    },
    setCollaborator(repo, login, role) {
      repositoryNamed(world, repo).collaborators.set(accountNamed(world, login).login.toLowerCase(), role);
    },
    protectBranch(repo, branch, protection) {
      const { protections } = repositoryNamed(world, repo);
      if (protection) protections.set(branch, protection);
      else protections.delete(branch);
    },
    archiveRepository: (repo, isArchived = true) =>
      setArchived(world, repositoryNamed(world, repo), ownerOf(repo), isArchived),
    renameRepository: (repo, name) => renameRepository(world, repositoryNamed(world, repo), ownerOf(repo), name),
    transferRepository: (repo, newOwner) =>
      transferRepository(world, repositoryNamed(world, repo), ownerOf(repo), accountNamed(world, newOwner)),
    deleteRepository: (repo) => deleteRepository(world, repositoryNamed(world, repo), ownerOf(repo)),
    commit({ repo, branch, from, message, author, files }) {
      const repository = repositoryNamed(world, repo);
      const sender = accountNamed(world, author);
      const start = from === undefined ? undefined : (repository.refs.get(branchRef(from)) ?? from);
      return repository.exclusively(() =>
        writeFiles(world, repository, sender, {
          branch,
          from: start,
          message,
          files,
          author: signatureOf(sender, world.now()),
        }),
      );
    },
    deleteBranch(repo, branch, as) {
      const repository = repositoryNamed(world, repo);
      return repository.exclusively(() =>
        moveRef(world, repository, accountNamed(world, as), branchRef(branch), undefined),
      );
    },
  };
}
