import { validationFailed } from '../http/api-error.ts';
import { commentRepresentation, issueRepresentation } from '../representations/issue.ts';
import { type Actor, accountOf, appOf } from '../store/actor.ts';
import type { Comment, Issue, Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

const LONGEST_BODY = 65_536;

export function createComment(world: World, repository: Repository, actor: Actor, issue: Issue, body: string): Comment {
  checkBody(body);
  const now = world.now();
  const comment: Comment = {
    id: world.nextId(),
    issue,
    body,
    author: accountOf(actor),
    app: appOf(actor),
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
  repository.comments.set(comment.id, comment);
  issue.updatedAt = now;
  emitComment(world, repository, actor, comment, 'created');
  return comment;
}

export function editComment(world: World, repository: Repository, actor: Actor, comment: Comment, body: string): void {
  checkBody(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = world.now();
  emitComment(world, repository, actor, comment, 'edited', { changes: { body: { from } } });
}

export function deleteComment(world: World, repository: Repository, actor: Actor, comment: Comment): void {
  repository.comments.delete(comment.id);
  emitComment(world, repository, actor, comment, 'deleted');
}

function checkBody(body: string): void {
  if (body.trim() === '') throw validationFailed('IssueComment', 'body', 'custom', 'body cannot be blank');
  if (body.length > LONGEST_BODY) {
    throw validationFailed('IssueComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)');
  }
}

function emitComment(
  world: World,
  repository: Repository,
  actor: Actor,
  comment: Comment,
  action: string,
  more: Record<string, unknown> = {},
): void {
  world.webhooks.emit({
    name: 'issue_comment',
    action,
    account: repository.owner,
    repository,
    sender: accountOf(actor),
    payload: {
      ...more,
      issue: issueRepresentation(world, repository, comment.issue),
      comment: commentRepresentation(world, repository, comment),
    },
  });
}
