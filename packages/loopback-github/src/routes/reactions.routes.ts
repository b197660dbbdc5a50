import { react } from '../actions/react.ts';
import { notFound, validationFailed } from '../http/api-error.ts';
import { requiredText } from '../http/body.ts';
import { type Endpoint, noContent, page, type RepositoryRequest } from '../http/endpoint.ts';
import { REACTIONS, reactionRepresentation } from '../representations/issue.ts';
import { accountOf } from '../store/actor.ts';
import type { Post } from '../store/repository.ts';
import { settledOnly, type World } from '../store/world.ts';
import { commentOf, issueOf } from './lookups.ts';
import { rights } from './rights.ts';

/** Reactions to issues, pull requests and comments. */
export function reactionRoutes(world: World): Endpoint[] {
  const issues = '/repos/:owner/:repo/issues';
  const on = (path: string, find: (request: RepositoryRequest) => Post): Endpoint[] => [
    {
      method: 'GET',
      path,
      access: rights.readPosts,
      handle: (request) => {
        const content = request.query.get('content');
        const found = settledOnly(world, find(request).reactions).filter((one) => !content || one.content === content);
        return page(found, (reaction) => reactionRepresentation(world, reaction));
      },
    },
    {
      method: 'POST',
      path,
      access: rights.writePosts,
      handle: (request) => {
        const content = requiredText(request.body, 'content');
        if (!REACTIONS.some((one) => one === content)) throw validationFailed('Reaction', 'content', 'invalid');
        const { reaction, isNew } = react(world, request.actor, find(request), content);
        return { status: isNew ? 201 : 200, body: reactionRepresentation(world, reaction) };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:reaction_id`,
      access: rights.writePosts,
      handle: (request) => {
        const post = find(request);
        const reaction = post.reactions.find(({ id }) => id === Number(request.params.reaction_id));
        if (!reaction || reaction.user !== accountOf(request.actor)) throw notFound();
        post.reactions.splice(post.reactions.indexOf(reaction), 1);
        return noContent();
      },
    },
  ];
  return [
    ...on(`${issues}/comments/:id/reactions`, ({ repository, params }) => commentOf(repository, params.id)),
    ...on(`${issues}/:number/reactions`, ({ repository, params }) => issueOf(repository, params.number)),
  ];
}
