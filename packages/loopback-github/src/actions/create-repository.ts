import { join } from 'node:path';
import { emitRepository } from './change-repository.ts';
import { writeFiles } from './write-files.ts';
import { createBareRepository, forkBareRepository, readRefs } from '../git/bare-repository.ts';
import { gitRepository } from '../git/git-repository.ts';
import type { FileChange } from '../git/write-commit.ts';
import { validationFailed } from '../http/api-error.ts';
import type { Account } from '../store/account.ts';
import { fullName, type Repository } from '../store/repository.ts';
import { findRepository, type World } from '../store/world.ts';

export interface NewRepository {
  name: string;
  isPrivate?: boolean | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
  defaultBranch?: string | undefined;
  license?: string | undefined;
  /** The first commit; without files the repository stays empty. */
  files?: Record<string, FileChange> | undefined;
}

/** Makes a repository; 422 when the name is taken. */
export async function createRepository(
  world: World,
  owner: Account,
  sender: Account,
  input: NewRepository,
): Promise<Repository> {
  const repository = addRepository(world, owner, input);
  await createBareRepository(repository.git.path, repository.defaultBranch);
  emitRepository(world, repository, sender, 'created');
  if (input.files && Object.keys(input.files).length > 0) {
    const { files } = input;
    const branch = repository.defaultBranch;
    await repository.exclusively(() =>
      writeFiles(world, repository, sender, { branch, message: 'Initial commit', files }),
    );
  }
  return repository;
}

/** Copies a repository's branches to another account. Returns an existing fork. */
export async function forkRepository(world: World, source: Repository, owner: Account): Promise<Repository> {
  const existing = [...world.repositories.values()].find((one) => one.owner === owner && one.parent === source);
  if (existing) return existing;
  const { name, isPrivate, defaultBranch } = source;
  const fork = addRepository(world, owner, { name, isPrivate, defaultBranch });
  fork.parent = source;
  await forkBareRepository(source.git, fork.git, defaultBranch);
  fork.refs = await readRefs(fork.git);
  emitRepository(world, fork, owner, 'created');
  return fork;
}

function addRepository(world: World, owner: Account, input: NewRepository): Repository {
  const taken = findRepository(world, owner.login, input.name);
  if (taken && fullName(taken).toLowerCase() === `${owner.login}/${input.name}`.toLowerCase()) {
    throw validationFailed('Repository', 'name', 'custom', 'name already exists on this account');
  }
  const id = world.nextId();
  const now = world.now();
  const repository: Repository = {
    id,
    name: input.name,
    owner,
    isPrivate: input.isPrivate ?? false,
    isArchived: false,
    description: input.description ?? null,
    homepage: input.homepage ?? null,
    license: input.license ?? null,
    defaultBranch: input.defaultBranch ?? 'main',
    parent: null,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    git: gitRepository(join(world.rootDir, `${id}.git`)),
    refs: new Map(),
    collaborators: new Map(),
    protections: new Map(),
    allowedMerges: { merge: true, squash: true, rebase: true },
    deleteBranchOnMerge: false,
    labels: new Map(),
    lastNumber: 0,
    issues: new Map(),
    comments: new Map(),
    checkSuites: new Map(),
    checkRuns: new Map(),
    deployments: new Map(),
    suitesNotWanted: new Set(),
    exclusively: createSerializer(),
    movingHeads: createSerializer(),
  };
  world.repositories.set(id, repository);
  world.repositoryIds.set(fullName(repository).toLowerCase(), id);
  return repository;
}

/** Runs changes one after the other: each starts when the one before has ended, even if it failed. */
export function createSerializer(): <T>(change: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    const mine = last.then(change, change);
    last = mine.catch(() => undefined);
    return mine;
  };
}
