import { labelRepresentation } from '../representations/issue.ts';
import { type Actor, accountOf } from '../store/actor.ts';
import { isPullRequest, type Issue, type Label, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { emitIssue } from './emit-issue.ts';
import { emitPullRequest } from './sync-pull-requests.ts';

/** The repository's label of this name, created if missing. */
export function labelNamed(world: World, repository: Repository, name: string): Label {
  const key = name.toLowerCase();
  const label = repository.labels.get(key) ?? { id: world.nextId(), name, color: 'ededed', description: null };
  repository.labels.set(key, label);
  return label;
}

/** Sets the issue's labels, with an event for each that is added or removed. */
export function setLabels(world: World, repository: Repository, actor: Actor, issue: Issue, names: string[]): void {
  const wanted = new Set(names.map((name) => labelNamed(world, repository, name)));
  const gone = issue.labels.filter((label) => !wanted.has(label));
  const come = [...wanted].filter((label) => !issue.labels.includes(label));
  for (const label of gone) {
    issue.labels = issue.labels.filter((other) => other !== label);
    emit('unlabeled', label);
  }
  for (const label of come) {
    issue.labels = [...issue.labels, label];
    emit('labeled', label);
  }

  function emit(action: 'labeled' | 'unlabeled', label: Label): void {
    issue.updatedAt = world.now();
    const more = { label: labelRepresentation(world, repository, label) };
    if (isPullRequest(issue)) emitPullRequest(world, repository, accountOf(actor), issue, action, more);
    else emitIssue(world, repository, actor, issue, action, more);
  }
}
