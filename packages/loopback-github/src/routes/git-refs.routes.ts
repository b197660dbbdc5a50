import { guardBranch } from '../actions/guard-branch.ts';
import { moveRef } from '../actions/move-ref.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { optionalFlag, requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { isAncestor } from '../git/merge-trees.ts';
import { objectType } from '../git/read-tree.ts';
import { nodeId } from '../store/node-id.ts';
import { repositoryUrl } from '../representations/repository.ts';
import { accountOf } from '../store/actor.ts';
import { branchRef, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { refuseEmpty } from './lookups.ts';
import { rights } from './rights.ts';

/** Refs through the Git database API. */
export function gitRefRoutes(world: World): Endpoint[] {
  const show = (repository: Repository, ref: string, sha: string) => ({
    ref,
    node_id: nodeId('Ref', `${repository.id}:${ref}`),
    url: `${repositoryUrl(world, repository)}/git/${ref}`,
    object: { sha, type: 'commit', url: `${repositoryUrl(world, repository)}/git/commits/${sha}` },
  });
  const named = ({ params }: RepositoryRequest): string => `refs/${params.ref}`;

  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/ref/*ref',
      access: rights.readContents,
      handle: (request) => {
        refuseEmpty(request.repository);
        const sha = request.repository.refs.get(named(request));
        if (!sha) throw notFound();
        return ok(show(request.repository, named(request), sha));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/matching-refs{/*ref}',
      access: rights.readContents,
      handle: ({ repository, params }) =>
        page(
          [...repository.refs].filter(([ref]) => ref.startsWith(`refs/${params.ref ?? ''}`)),
          ([ref, sha]) => show(repository, ref, sha),
        ),
    },
    {
      method: 'POST',
      path: '/repos/:owner/:repo/git/refs',
      access: rights.writeContents,
      handle: ({ repository, actor, body }) => {
        const ref = requiredText(body, 'ref');
        const sha = requiredText(body, 'sha');
        refuseEmpty(repository);
        if (!/^refs\/[^/]+\/[^\s~^:?*[\\]+$/.test(ref) || ref.startsWith('refs/pull/')) {
          throw new ApiError(422, 'Reference name must start with refs and contain at least two slashes.');
        }
        return repository.exclusively(async () => {
          if (repository.refs.has(ref)) throw new ApiError(422, 'Reference already exists');
          if ((await objectType(repository.git, sha)) === undefined) throw new ApiError(422, 'Object does not exist');
          await moveRef(world, repository, accountOf(actor), ref, sha);
          return created(show(repository, ref, sha));
        });
      },
    },
    {
      method: 'PATCH',
      path: '/repos/:owner/:repo/git/refs/*ref',
      access: rights.writeContents,
      handle: (request) => {
        const { repository, actor, body } = request;
        const ref = named(request);
        const sha = requiredText(body, 'sha');
        return repository.exclusively(async () => {
          const before = repository.refs.get(ref);
          if (!before) throw new ApiError(422, 'Reference does not exist');
          guardBranch(repository, ref.replace('refs/heads/', ''), actor);
          if ((await objectType(repository.git, sha)) === undefined) throw new ApiError(422, 'Object does not exist');
          if (!optionalFlag(body, 'force') && !(await isAncestor(repository.git, before, sha))) {
            throw new ApiError(422, 'Update is not a fast forward');
          }
          if (sha !== before) await moveRef(world, repository, accountOf(actor), ref, sha);
          return ok(show(repository, ref, sha));
        });
      },
    },
    {
      method: 'DELETE',
      path: '/repos/:owner/:repo/git/refs/*ref',
      access: rights.writeContents,
      handle: (request) => {
        const { repository, actor } = request;
        const ref = named(request);
        return repository.exclusively(async () => {
          if (!repository.refs.has(ref)) throw new ApiError(422, 'Reference does not exist');
          if (ref === branchRef(repository.defaultBranch)) throw new ApiError(422, 'Cannot delete the default branch');
          guardBranch(repository, ref.replace('refs/heads/', ''), actor);
          await moveRef(world, repository, accountOf(actor), ref, undefined);
          return noContent();
        });
      },
    },
  ];
}
