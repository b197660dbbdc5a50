import { type Actor, accountOf, appOf } from '../store/actor.ts';
import type { Issue, Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { emitIssue } from './emit-issue.ts';
import { labelNamed } from './label-issue.ts';

/** Adds an issue, or with `isHidden` only takes the number for a pull request that may yet be refused. */
export function addIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  { title, body, isHidden = false }: { title: string; body: string | null; isHidden?: boolean },
): Issue {
  const now = world.now();
  repository.lastNumber += 1;
  const issue: Issue = {
    id: world.nextId(),
    number: repository.lastNumber,
    title,
    body,
    author: accountOf(actor),
    app: appOf(actor),
    state: 'open',
    stateReason: null,
    labels: [],
    reactions: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: null,
  };
  if (!isHidden) repository.issues.set(issue.number, issue);
  return issue;
}

export function createIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  input: { title: string; body: string | null; labels: string[] },
): Issue {
  const issue = addIssue(world, repository, actor, input);
  issue.labels = input.labels.map((name) => labelNamed(world, repository, name));
  emitIssue(world, repository, actor, issue, 'opened');
  return issue;
}
