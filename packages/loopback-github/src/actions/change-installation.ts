import { installationRepresentation } from '../representations/app.ts';
import { nodeId } from '../store/node-id.ts';
import type { Account, App, Installation } from '../store/account.ts';
import { findInstallation, repositoriesOf, type World } from '../store/world.ts';
import { fullName, type Repository } from '../store/repository.ts';

/** Installs an App on an account, on all its repositories or the chosen ones. Returns an existing installation. */
export function installApp(
  world: World,
  app: App,
  account: Account,
  sender: Account,
  repositories: Installation['repositories'] = 'all',
): Installation {
  const existing = findInstallation(world, app, account);
  if (existing) return existing;
  const id = world.nextId();
  const now = world.now();
  const installation: Installation = {
    id,
    app,
    account,
    repositories,
    permissions: app.permissions,
    suspendedAt: null,
    suspendedBy: null,
    createdAt: now,
  };
  world.installations.set(id, installation);
  emitInstallation(world, installation, sender, 'created', { requester: null });
  return installation;
}

/** Uninstalls the App; its tokens become invalid at once. */
export function deleteInstallation(world: World, installation: Installation, sender: Account): void {
  world.installations.delete(installation.id);
  emitInstallation(world, installation, sender, 'deleted');
}

export function setSuspended(world: World, installation: Installation, sender: Account, isSuspended: boolean): void {
  installation.suspendedAt = isSuspended ? world.now() : null;
  installation.suspendedBy = isSuspended ? sender : null;
  emitInstallation(world, installation, sender, isSuspended ? 'suspend' : 'unsuspend');
}

/** The owner of the account accepts what the App asks for. Tokens that exist keep what they were made with. */
export function acceptPermissions(world: World, installation: Installation, sender: Account): void {
  installation.permissions = installation.app.permissions;
  emitInstallation(world, installation, sender, 'new_permissions_accepted');
}

/** Chooses other repositories, with `installation_repositories` for those added and those removed. */
export function chooseRepositories(
  world: World,
  installation: Installation,
  sender: Account,
  repositories: Installation['repositories'],
): void {
  const before = covered(world, installation);
  installation.repositories = repositories;
  const after = covered(world, installation);
  const added = after.filter((repository) => !before.includes(repository));
  const removed = before.filter((repository) => !after.includes(repository));
  if (added.length > 0) emit('added', { repositories_added: added.map(brief), repositories_removed: [] });
  if (removed.length > 0) emit('removed', { repositories_added: [], repositories_removed: removed.map(brief) });

  function emit(action: 'added' | 'removed', lists: Record<string, unknown>): void {
    const { account } = installation;
    const { repository_selection } = installationRepresentation(world, installation);
    const payload = {
      installation: installationRepresentation(world, installation),
      repository_selection,
      ...lists,
      requester: null,
    };
    world.webhooks.emit({ name: 'installation_repositories', action, account, sender, payload, installation });
  }
}

/** The repositories an installation reaches. */
export function covered(world: World, { account, repositories }: Installation): Repository[] {
  return repositoriesOf(world, account).filter(({ id }) => repositories === 'all' || repositories.has(id));
}

const brief = (repository: Repository) => ({
  id: repository.id,
  node_id: nodeId('Repository', repository.id),
  name: repository.name,
  full_name: fullName(repository),
  private: repository.isPrivate,
});

function emitInstallation(
  world: World,
  installation: Installation,
  sender: Account,
  action: string,
  more: Record<string, unknown> = {},
): void {
  // GitHub's own example of `suspend` has no list of repositories.
  const lists = action.endsWith('suspend') ? {} : { repositories: covered(world, installation).map(brief) };
  const payload = { installation: installationRepresentation(world, installation), ...lists, ...more };
  world.webhooks.emit({ name: 'installation', action, account: installation.account, sender, payload, installation });
}
