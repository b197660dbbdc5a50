import { createComment, deleteComment, editComment } from '../actions/write-comment.ts';
import { ApiError } from '../http/api-error.ts';
import { requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { commentRepresentation } from '../representations/issue.ts';
import type { Comment } from '../store/repository.ts';
import { hasRole } from '../store/roles.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { commentOf, issueOf } from './lookups.ts';
import { rights } from './rights.ts';

/** Comments on issues and pull requests. */
export function commentRoutes(world: World): Endpoint[] {
  const root = '/repos/:owner/:repo/issues';
  const list = ({ repository, query }: RepositoryRequest, comments: Comment[]) => {
    const since = query.get('since');
    const found = visibleOnly(world, comments).filter(({ updatedAt }) => !since || updatedAt >= new Date(since));
    return page(found, (comment) => commentRepresentation(world, repository, comment));
  };
  return [
    {
      method: 'GET',
      path: `${root}/comments`,
      access: rights.readPosts,
      handle: (request) => {
        const { repository, query } = request;
        const field = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
        const comments = [...repository.comments.values()].sort(
          (one, other) => one[field].getTime() - other[field].getTime(),
        );
        return list(request, query.get('direction') === 'desc' ? comments.reverse() : comments);
      },
    },
    {
      method: 'GET',
      path: `${root}/:number/comments`,
      access: rights.readPosts,
      handle: (request) => {
        const issue = issueOf(request.repository, request.params.number);
        return list(
          request,
          [...request.repository.comments.values()].filter((comment) => comment.issue === issue),
        );
      },
    },
    {
      method: 'POST',
      path: `${root}/:number/comments`,
      access: rights.writePosts,
      handle: ({ repository, actor, params, body }) => {
        const issue = issueOf(repository, params.number);
        const comment = createComment(world, repository, actor, issue, requiredText(body, 'body'));
        return created(commentRepresentation(world, repository, comment));
      },
    },
    {
      method: 'GET',
      path: `${root}/comments/:id`,
      access: rights.readPosts,
      handle: ({ repository, params }) =>
        ok(commentRepresentation(world, repository, commentOf(repository, params.id))),
    },
    {
      method: 'PATCH',
      path: `${root}/comments/:id`,
      access: rights.writePosts,
      handle: (request) => {
        const { repository, actor, body } = request;
        const comment = ownComment(request);
        editComment(world, repository, actor, comment, requiredText(body, 'body'));
        return ok(commentRepresentation(world, repository, comment));
      },
    },
    {
      method: 'DELETE',
      path: `${root}/comments/:id`,
      access: rights.writePosts,
      handle: (request) => {
        deleteComment(world, request.repository, request.actor, ownComment(request));
        return noContent();
      },
    },
  ];
}

/** People change their own comments, or with write access anybody's; Apps likewise. */
function ownComment({ repository, actor, params }: RepositoryRequest): Comment {
  const comment = commentOf(repository, params.id);
  if (actor.kind === 'user' && comment.author !== actor.account && !hasRole(repository, actor.account, 'write')) {
    throw new ApiError(403, 'Must have admin rights to Repository.');
  }
  return comment;
}
