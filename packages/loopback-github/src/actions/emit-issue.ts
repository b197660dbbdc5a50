import { issueRepresentation } from '../representations/issue.ts';
import { type Actor, accountOf } from '../store/actor.ts';
import type { Issue, Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

export function emitIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  action: string,
  more: Record<string, unknown> = {},
): void {
  world.webhooks.emit({
    name: 'issues',
    action,
    account: repository.owner,
    repository,
    sender: accountOf(actor),
    payload: { issue: issueRepresentation(world, repository, issue), ...more },
  });
}
