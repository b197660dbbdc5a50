import { type Actor, accountOf } from '../store/actor.ts';
import type { Post, Reaction } from '../store/repository.ts';
import type { World } from '../store/world.ts';

/** One reaction of each kind a person; asked twice, the existing one is returned. Reactions raise no event. */
export function react(world: World, actor: Actor, post: Post, content: string): { reaction: Reaction; isNew: boolean } {
  const user = accountOf(actor);
  const existing = post.reactions.find((reaction) => reaction.user === user && reaction.content === content);
  if (existing) return { reaction: existing, isNew: false };
  const reaction: Reaction = { id: world.nextId(), content, user, createdAt: world.now() };
  post.reactions.push(reaction);
  return { reaction, isNew: true };
}
