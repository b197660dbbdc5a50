import { changeSettings } from '../actions/change-settings.ts';
import { deleteRepository } from '../actions/change-repository.ts';
import { createRepository, forkRepository } from '../actions/create-repository.ts';
import { initialFiles } from '../actions/initial-files.ts';
import { ApiError, notAccessible, notFound } from '../http/api-error.ts';
import { installationAllows, maySee } from '../http/authorize.ts';
import { optionalFlag, optionalText, requiredText } from '../http/body.ts';
import { type ApiRequest, type ApiResponse, created, type Endpoint, noContent, ok, page } from '../http/endpoint.ts';
import { fullRepository, repositoryRepresentation } from '../representations/repository.ts';
import type { Account } from '../store/account.ts';
import { accountNamed, findAccount, repositoriesOf, visibleOnly, type World } from '../store/world.ts';
import { accountOf } from '../store/actor.ts';
import { required } from './lookups.ts';
import { rights } from './rights.ts';

/** Repositories: create, read, change, fork, list. */
export function repositoryRoutes(world: World): Endpoint[] {
  const create = async (request: ApiRequest, owner: Account): Promise<ApiResponse> => {
    const { body, actor } = request;
    const name = requiredText(body, 'name').replace(/[^A-Za-z0-9._-]/g, '-');
    const license = optionalText(body, 'license_template');
    const files = initialFiles({
      name,
      description: optionalText(body, 'description'),
      isWanted: optionalFlag(body, 'auto_init') ?? false,
      gitignore: optionalText(body, 'gitignore_template'),
      license,
    });
    const repository = await createRepository(world, owner, accountOf(actor), {
      name,
      description: optionalText(body, 'description'),
      homepage: optionalText(body, 'homepage'),
      isPrivate: optionalFlag(body, 'private') ?? optionalText(body, 'visibility') === 'private',
      license,
      files,
    });
    // What an App creates joins its installation, even where repositories were chosen one by one.
    if (actor.kind === 'installation') {
      for (const chosen of [actor.repositories, actor.installation.repositories]) {
        if (chosen !== 'all') chosen.add(repository.id);
      }
    }
    return created(fullRepository(world, repository, actor));
  };
  const list = ({ actor }: ApiRequest, owner: Account | undefined): ApiResponse =>
    page(
      visibleOnly(world, repositoriesOf(world, required(owner))).filter((one) => maySee(actor, one)),
      (one) => repositoryRepresentation(world, one),
    );

  return [
    {
      method: 'POST',
      path: '/orgs/:org/repos',
      handle: (request) => {
        const { actor, params } = request;
        const owner = findAccount(world, params.org ?? '');
        if (owner?.type !== 'Organization') throw notFound();
        if (actor.kind === 'anonymous') throw new ApiError(401, 'Requires authentication');
        if (actor.kind === 'user' && !owner.members.has(actor.account.login.toLowerCase())) {
          throw new ApiError(403, 'You need admin access to the organization before adding a repository to it.');
        }
        const isOwn = actor.kind === 'installation' && actor.installation.account === owner;
        if (actor.kind !== 'user' && !(isOwn && installationAllows(actor, 'administration:write'))) {
          throw notAccessible('administration=write');
        }
        return create(request, owner);
      },
    },
    {
      method: 'POST',
      path: '/user/repos',
      handle: (request) => {
        if (request.actor.kind === 'anonymous') throw new ApiError(401, 'Requires authentication');
        if (request.actor.kind !== 'user') throw notAccessible('');
        return create(request, request.actor.account);
      },
    },
    {
      method: 'GET',
      path: '/orgs/:org/repos',
      handle: (request) => list(request, findAccount(world, request.params.org ?? '')),
    },
    {
      method: 'GET',
      path: '/users/:username/repos',
      handle: (request) => list(request, findAccount(world, request.params.username ?? '')),
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo',
      access: rights.readMetadata,
      handle: ({ repository, actor }) => ok(fullRepository(world, repository, actor)),
    },
    {
      method: 'PATCH',
      path: '/repos/:owner/:repo',
      access: rights.administer,
      handle: async ({ repository, actor, body }) => {
        await changeSettings(world, repository, accountOf(actor), body);
        return ok(fullRepository(world, repository, actor));
      },
    },
    {
      method: 'DELETE',
      path: '/repos/:owner/:repo',
      access: rights.administer,
      handle: async ({ repository, actor }) => {
        await deleteRepository(world, repository, accountOf(actor));
        return noContent();
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/forks',
      access: rights.readMetadata,
      handle: ({ repository }) =>
        page(
          visibleOnly(world, world.repositories.values()).filter(({ parent }) => parent === repository),
          (one) => repositoryRepresentation(world, one),
        ),
    },
    {
      method: 'POST',
      path: '/repos/:owner/:repo/forks',
      access: rights.fork,
      handle: async ({ repository, actor, body }) => {
        const into = optionalText(body, 'organization');
        const owner = into ? accountNamed(world, into) : accountOf(actor);
        return { status: 202, body: fullRepository(world, await forkRepository(world, repository, owner), actor) };
      },
    },
  ];
}
