import type { Actor } from '../store/actor.ts';
import type { App, PermissionLevel, Permissions } from '../store/account.ts';
import type { Repository, Role } from '../store/repository.ts';
import { hasRole, roleOf } from '../store/roles.ts';
import { ApiError, notAccessible, notFound } from './api-error.ts';

const RANK: Record<PermissionLevel, number> = { read: 1, write: 2, admin: 3 };

export interface Access {
  /** What an installation must be allowed, `checks:write`; several separated by spaces mean any of them. */
  app: string;
  /** What a person must be in the repository; `null` when only Apps may. */
  user: Role | null;
}

export function allows(permissions: Permissions, accepted: string): boolean {
  return accepted.split(' ').some((one) => {
    const [name = '', level = 'read'] = one.split(':');
    const granted = name === 'metadata' ? 'read' : permissions[name];
    return granted !== undefined && RANK[granted] >= RANK[level as PermissionLevel];
  });
}

/** What both allow. */
export function lowerOf(one: Permissions, other: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(one).flatMap(([name, level]) => {
      const second = other[name];
      return second === undefined ? [] : [[name, RANK[level] < RANK[second] ? level : second]];
    }),
  );
}

/** A token keeps what it was made with; what its installation has lost since is lost for it, too. */
export function installationAllows(
  { permissions, installation }: Extract<Actor, { kind: 'installation' }>,
  accepted: string,
): boolean {
  return allows(permissions, accepted) && allows(installation.permissions, accepted);
}

/** Whether the token's installation includes this repository. */
export function isInstalledOn(actor: Extract<Actor, { kind: 'installation' }>, repository: Repository): boolean {
  return (
    actor.installation.account === repository.owner &&
    [actor.repositories, actor.installation.repositories].every(
      (chosen) => chosen === 'all' || chosen.has(repository.id),
    )
  );
}

export function maySee(actor: Actor, repository: Repository): boolean {
  if (!repository.isPrivate) return true;
  if (actor.kind === 'user') return roleOf(repository, actor.account) !== undefined;
  return actor.kind === 'installation' && isInstalledOn(actor, repository);
}

const isRead = (accepted: string): boolean =>
  accepted.split(' ').every((one) => !one.includes(':') || one.endsWith(':read'));

/** Throws GitHub's answer: 404 for what the actor may not see, 401 and 403 for what the actor may not do. */
export function authorize(actor: Actor, repository: Repository, access: Access): void {
  if (!maySee(actor, repository)) throw notFound();
  if (actor.kind === 'app') {
    throw new ApiError(
      403,
      'You must authenticate with an installation access token in order to use this API endpoint.',
    );
  }
  if (actor.kind === 'anonymous') {
    if (!isRead(access.app)) throw new ApiError(401, 'Requires authentication');
  } else if (actor.kind === 'user') {
    if (actor.via && !viaAllows(actor.via, access.app)) throw notAccessible(accepted(access.app));
    if (access.user === null) throw new ApiError(403, 'You must authenticate via a GitHub App.');
    if (hasRole(repository, actor.account, access.user)) return;
    throw access.user === 'admin' ? new ApiError(403, 'Must have admin rights to Repository.') : notFound();
  } else if (!isInstalledOn(actor, repository)) {
    // Any App reads public repositories.
    if (!isRead(access.app)) throw notAccessible(accepted(access.app));
  } else if (!installationAllows(actor, access.app) && !(isRead(access.app) && !repository.isPrivate)) {
    throw notAccessible(accepted(access.app));
  }
}

/** A person's token of an App can do what the App asks for, at most. */
function viaAllows(app: App, needed: string): boolean {
  return allows(app.permissions, needed);
}

const accepted = (app: string): string => app.replace(/:/g, '=').split(' ').join('; ');

/** Workflow files need the permission `workflows` besides `contents`. */
export function guardWorkflows(actor: Actor, path: string): void {
  if (actor.kind !== 'installation' || !path.startsWith('.github/workflows/')) return;
  if (!installationAllows(actor, 'workflows:write')) throw notAccessible('workflows=write');
}
