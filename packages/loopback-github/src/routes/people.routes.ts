import { ApiError, notAccessible, notFound } from '../http/api-error.ts';
import { installationAllows, isInstalledOn } from '../http/authorize.ts';
import { oneOf, optionalText } from '../http/body.ts';
import { type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { publicUser, simpleUser } from '../representations/user.ts';
import type { Account } from '../store/account.ts';
import { findAccount, type World } from '../store/world.ts';
import type { Repository, Role } from '../store/repository.ts';
import { hasRole, roleOf } from '../store/roles.ts';
import { required } from './lookups.ts';
import { rights } from './rights.ts';

const ROLE_OF_PERMISSION: Record<string, Role> = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
};

/** Collaborators are shown to those who may push, and to Apps installed there. */
function guardPeople({ repository, actor }: RepositoryRequest): void {
  if (actor.kind === 'anonymous') throw new ApiError(401, 'Requires authentication');
  if (actor.kind === 'installation' && !isInstalledOn(actor, repository)) throw notAccessible('metadata=read');
  if (actor.kind === 'user' && !hasRole(repository, actor.account, 'write')) {
    throw new ApiError(403, 'Must have push access to view collaborator permission.');
  }
}

/** People, and what they may do in a repository. */
export function peopleRoutes(world: World): Endpoint[] {
  const collaborators = '/repos/:owner/:repo/collaborators';
  return [
    {
      method: 'GET',
      path: '/users/:username',
      handle: ({ params }) => ok(publicUser(world, required(findAccount(world, params.username ?? '')))),
    },
    {
      method: 'GET',
      path: '/user',
      handle: ({ actor }) => {
        if (actor.kind === 'user') return ok(publicUser(world, actor.account));
        throw actor.kind === 'anonymous'
          ? new ApiError(401, 'Requires authentication')
          : new ApiError(403, 'Resource not accessible by integration');
      },
    },
    {
      method: 'GET',
      path: '/orgs/:org/teams/:team_slug/memberships/:username',
      handle: ({ actor, params }) => {
        const organization = findAccount(world, params.org ?? '');
        const isAllowed =
          actor.kind === 'installation' &&
          actor.installation.account === organization &&
          installationAllows(actor, 'members:read');
        if (!isAllowed) throw notAccessible('members=read');
        const login = params.username?.toLowerCase() ?? '';
        const team = organization?.teams.get(params.team_slug ?? '');
        if (!team?.has(login)) throw notFound();
        const url = `${world.apiUrl}/organizations/${organization?.id}/team/${params.team_slug}/memberships/${login}`;
        return ok({ url, role: 'member', state: 'active' });
      },
    },
    {
      method: 'GET',
      path: collaborators,
      access: rights.readMetadata,
      handle: (request) => {
        guardPeople(request);
        const { repository } = request;
        return page(
          [...world.accounts.values()].filter(
            (account) => account.type === 'User' && isCollaborator(repository, account),
          ),
          (account) => ({
            ...simpleUser(world, account),
            permissions: flags(repository, account),
            role_name: roleOf(repository, account) ?? 'none',
          }),
        );
      },
    },
    {
      method: 'GET',
      path: `${collaborators}/:username/permission`,
      access: rights.readMetadata,
      handle: (request) => {
        guardPeople(request);
        const { repository, params } = request;
        const account = findAccount(world, params.username ?? '');
        if (!account) throw notFound();
        const role = roleOf(repository, account);
        return ok({
          // Only four values here: maintain shows as write, triage as read. role_name is exact.
          permission: role === 'maintain' ? 'write' : role === 'triage' ? 'read' : (role ?? 'none'),
          role_name: role ?? 'none',
          user: { ...simpleUser(world, account), permissions: flags(repository, account), role_name: role ?? 'none' },
        });
      },
    },
    {
      method: 'GET',
      path: `${collaborators}/:username`,
      access: rights.readMetadata,
      handle: (request) => {
        guardPeople(request);
        const { repository, params } = request;
        const account = findAccount(world, params.username ?? '');
        if (!account || !isCollaborator(repository, account)) throw notFound();
        return noContent();
      },
    },
    {
      method: 'PUT',
      path: `${collaborators}/:username`,
      access: rights.administer,
      handle: ({ repository, params, body }) => {
        const account = required(findAccount(world, params.username ?? ''));
        const permission = oneOf(
          optionalText(body, 'permission') ?? 'push',
          Object.keys(ROLE_OF_PERMISSION),
          'permission',
        );
        repository.collaborators.set(account.login.toLowerCase(), ROLE_OF_PERMISSION[permission] ?? 'write');
        return noContent();
      },
    },
    {
      method: 'DELETE',
      path: `${collaborators}/:username`,
      access: rights.administer,
      handle: ({ repository, params }) => {
        repository.collaborators.delete(params.username?.toLowerCase() ?? '');
        return noContent();
      },
    },
  ];
}

function isCollaborator(repository: Repository, account: Account): boolean {
  const login = account.login.toLowerCase();
  return repository.owner === account || repository.owner.members.has(login) || repository.collaborators.has(login);
}

function flags(repository: Repository, account: Account) {
  return {
    pull: hasRole(repository, account, 'read'),
    triage: hasRole(repository, account, 'triage'),
    push: hasRole(repository, account, 'write'),
    maintain: hasRole(repository, account, 'maintain'),
    admin: hasRole(repository, account, 'admin'),
  };
}
