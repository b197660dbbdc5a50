import { rm } from 'node:fs/promises';
import { validationFailed } from '../http/api-error.ts';
import { organization, simpleUser } from '../representations/user.ts';
import type { Account } from '../store/account.ts';
import { fullName, type Repository } from '../store/repository.ts';
import { findRepository, type World } from '../store/world.ts';

/** Renames a repository; the old name redirects until it is taken. */
export function renameRepository(world: World, repository: Repository, sender: Account, name: string): void {
  const from = repository.name;
  if (name === from) return;
  claimName(world, repository, repository.owner, name);
  const changes = { repository: { name: { from } } };
  emitRepository(world, repository, sender, 'renamed', { changes });
}

/** Transfers a repository to another account; only the new owner's installations get the event. */
export function transferRepository(world: World, repository: Repository, sender: Account, to: Account): void {
  const from = repository.owner;
  claimName(world, repository, to, repository.name);
  const former =
    from.type === 'Organization' ? { organization: organization(world, from) } : { user: simpleUser(world, from) };
  const changes = { owner: { from: former } };
  emitRepository(world, repository, sender, 'transferred', { changes });
}

export function setArchived(world: World, repository: Repository, sender: Account, isArchived: boolean): void {
  if (repository.isArchived === isArchived) return;
  repository.isArchived = isArchived;
  emitRepository(world, repository, sender, isArchived ? 'archived' : 'unarchived');
}

/** Deletes a repository; pull requests from it stay, without their head's repository. */
export async function deleteRepository(world: World, repository: Repository, sender: Account): Promise<void> {
  world.repositories.delete(repository.id);
  for (const [name, id] of world.repositoryIds) if (id === repository.id) world.repositoryIds.delete(name);
  for (const other of world.repositories.values()) {
    if (other.parent === repository) other.parent = null;
    for (const { pull } of other.issues.values()) if (pull?.headRepository === repository) pull.headRepository = null;
  }
  emitRepository(world, repository, sender, 'deleted');
  repository.git.close();
  await repository.exclusively(() => rm(repository.git.path, { recursive: true, force: true }));
}

function claimName(world: World, repository: Repository, owner: Account, name: string): void {
  const taken = findRepository(world, owner.login, name);
  if (taken && taken !== repository && taken.owner === owner && taken.name.toLowerCase() === name.toLowerCase()) {
    throw validationFailed('Repository', 'name', 'custom', 'name already exists on this account');
  }
  Object.assign(repository, { owner, name, updatedAt: world.now() });
  world.repositoryIds.set(fullName(repository).toLowerCase(), repository.id);
}

/** A `repository` event, sent to the present owner. */
export function emitRepository(
  world: World,
  repository: Repository,
  sender: Account,
  action: string,
  payload: Record<string, unknown> = {},
): void {
  world.webhooks.emit({ name: 'repository', action, account: repository.owner, repository, sender, payload });
}
