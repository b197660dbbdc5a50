import { randomBytes } from 'node:crypto';
import { covered, deleteInstallation, setSuspended } from '../actions/change-installation.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { allows } from '../http/authorize.ts';
import { optionalList, optionalObject } from '../http/body.ts';
import {
  type ApiRequest,
  type ApiResponse,
  created,
  type Endpoint,
  noContent,
  ok,
  page,
  pageWithin,
} from '../http/endpoint.ts';
import { appRepresentation, installationRepresentation } from '../representations/app.ts';
import { fullRepository } from '../representations/repository.ts';
import { timestamp } from '../representations/user.ts';
import { findAccount, findInstallation, findRepository, type World } from '../store/world.ts';
import type { App, Installation, Permissions } from '../store/account.ts';
import type { Repository } from '../store/repository.ts';
import { required } from './lookups.ts';

const TOKEN_LIFE_MS = 3_600_000;
const MAX_REPOSITORIES = 500;

/** The requesting App; only with its JSON Web Token. */
export function appAsking({ actor }: ApiRequest): App {
  if (actor.kind === 'app') return actor.app;
  throw new ApiError(401, 'A JSON web token could not be decoded');
}

/** `/app` and what an installation may read about itself. */
export function appRoutes(world: World): Endpoint[] {
  const installationOf = (request: ApiRequest): Installation => {
    const app = appAsking(request);
    const installation = world.installations.get(Number(request.params.installation_id));
    if (installation?.app !== app) throw notFound();
    return installation;
  };
  const show = (installation: Installation | undefined): ApiResponse =>
    ok(installationRepresentation(world, required(installation)));
  const onAccount = (request: ApiRequest, login: string | undefined, type?: 'Organization'): ApiResponse => {
    const account = findAccount(world, login ?? '');
    if (!account || (type && account.type !== type)) throw notFound();
    return show(findInstallation(world, appAsking(request), account));
  };

  return [
    {
      method: 'GET',
      path: '/app',
      handle: (request) => {
        const app = appAsking(request);
        const count = [...world.installations.values()].filter((one) => one.app === app).length;
        return ok({ ...appRepresentation(world, app), installations_count: count });
      },
    },
    {
      method: 'GET',
      path: '/app/installations',
      handle: (request) => {
        const app = appAsking(request);
        const mine = [...world.installations.values()].filter((one) => one.app === app);
        return page(mine, (installation) => installationRepresentation(world, installation));
      },
    },
    { method: 'GET', path: '/app/installations/:installation_id', handle: (request) => show(installationOf(request)) },
    {
      method: 'DELETE',
      path: '/app/installations/:installation_id',
      handle: (request) => {
        const installation = installationOf(request);
        deleteInstallation(world, installation, installation.app.bot);
        return noContent();
      },
    },
    ...(['PUT', 'DELETE'] as const).map(
      (method): Endpoint => ({
        method,
        path: '/app/installations/:installation_id/suspended',
        handle: (request) => {
          const installation = installationOf(request);
          setSuspended(world, installation, installation.app.bot, method === 'PUT');
          return noContent();
        },
      }),
    ),
    {
      method: 'POST',
      path: '/app/installations/:installation_id/access_tokens',
      handle: (request) => issueToken(world, installationOf(request), request),
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/installation',
      handle: (request) => {
        const app = appAsking(request);
        const repository = findRepository(world, request.params.owner ?? '', request.params.repo ?? '');
        const installation = repository && findInstallation(world, app, repository.owner);
        return show(installation && covered(world, installation).includes(repository) ? installation : undefined);
      },
    },
    {
      method: 'GET',
      path: '/orgs/:org/installation',
      handle: (request) => onAccount(request, request.params.org, 'Organization'),
    },
    {
      method: 'GET',
      path: '/users/:username/installation',
      handle: (request) => onAccount(request, request.params.username),
    },
    {
      method: 'GET',
      path: '/installation/repositories',
      handle: ({ actor }) => {
        if (actor.kind !== 'installation') {
          throw new ApiError(
            403,
            'You must authenticate with an installation access token in order to list repositories for an installation.',
          );
        }
        const seen = covered(world, actor.installation).filter(
          (one) => actor.repositories === 'all' || actor.repositories.has(one.id),
        );
        return pageWithin('repositories', seen, (one) => fullRepository(world, one, actor), {
          repository_selection:
            actor.repositories === 'all'
              ? installationRepresentation(world, actor.installation).repository_selection
              : 'selected',
        });
      },
    },
    {
      method: 'DELETE',
      path: '/installation/token',
      handle: ({ actor }) => {
        if (actor.kind !== 'installation') throw new ApiError(401, 'Requires authentication');
        for (const [token, known] of world.tokens) if (known.actor === actor) world.tokens.delete(token);
        return noContent();
      },
    },
  ];
}

function issueToken(world: World, installation: Installation, { body }: ApiRequest): ApiResponse {
  if (installation.suspendedAt) throw new ApiError(403, 'This installation has been suspended');
  const permissions = narrowedPermissions(installation, optionalObject(body, 'permissions') as Permissions | undefined);
  const chosen = chosenRepositories(
    world,
    installation,
    optionalList(body, 'repositories'),
    optionalList(body, 'repository_ids'),
  );
  const token = `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, '0')}`;
  const expiresAt = new Date(world.now().getTime() + TOKEN_LIFE_MS);
  const repositories = chosen ? new Set(chosen.map(({ id }) => id)) : ('all' as const);
  world.tokens.set(token, { actor: { kind: 'installation', installation, permissions, repositories }, expiresAt });
  return created({
    token,
    expires_at: timestamp(expiresAt),
    permissions,
    repository_selection: chosen ? 'selected' : installationRepresentation(world, installation).repository_selection,
    ...(chosen
      ? { repositories: chosen.map((repository) => fullRepository(world, repository, { kind: 'anonymous' })) }
      : {}),
  });
}

function narrowedPermissions(installation: Installation, asked: Permissions | undefined): Permissions {
  if (!asked) return installation.permissions;
  for (const [name, level] of Object.entries(asked)) {
    if (!allows(installation.permissions, `${name}:${level}`)) {
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
    }
  }
  return { metadata: 'read', ...asked };
}

function chosenRepositories(
  world: World,
  installation: Installation,
  names?: unknown[],
  ids?: unknown[],
): Repository[] | undefined {
  if (!names && !ids) return undefined;
  const reachable = covered(world, installation);
  const wanted = [...(names ?? []), ...(ids ?? [])];
  if (wanted.length > MAX_REPOSITORIES) throw new ApiError(422, 'The request included more than 500 repositories.');
  return wanted.map((one) => {
    const found = reachable.find(
      ({ id, name }) => one === id || (typeof one === 'string' && one.toLowerCase() === name.toLowerCase()),
    );
    if (!found)
      throw new ApiError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    return found;
  });
}
