import { notFound, validationFailed } from '../http/api-error.ts';
import { requiredText } from '../http/body.ts';
import { type Endpoint, noContent, page, type RepositoryRequest } from '../http/endpoint.ts';
import { reactionRepresentation, REACTIONS } from '../representations/issue.ts';
import { commentOf, issueOf } from './lookups.ts';
import { rights } from './rights.ts';
import { accountOf, type Actor } from '../store/actor.ts';
import type { Post, Reaction } from '../store/repository.ts';
import { visibleOnly, type World } from '../store/world.ts';

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
        const found = visibleOnly(world, find(request).reactions).filter((one) => !content || one.content === content);
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

/** One reaction of each kind per person: returns an existing one. Reactions raise no event. */
export function react(world: World, actor: Actor, post: Post, content: string): { reaction: Reaction; isNew: boolean } {
  const user = accountOf(actor);
  const existing = post.reactions.find((reaction) => reaction.user === user && reaction.content === content);
  if (existing) return { reaction: existing, isNew: false };
  const reaction: Reaction = { id: world.nextId(), content, user, createdAt: world.now() };
  post.reactions.push(reaction);
  return { reaction, isNew: true };
}
