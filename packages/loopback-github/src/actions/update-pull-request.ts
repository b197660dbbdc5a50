import { validationFailed } from '../http/api-error.ts';
import { type Actor, accountOf } from '../store/actor.ts';
import { branchTip, type PullRequestIssue, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { measurePullRequest, refreshMergeability } from './measure-pull-request.ts';
import { closePullRequest, emitPullRequest } from './sync-pull-requests.ts';

export interface PullRequestChanges {
  title?: string | undefined;
  body?: string | undefined;
  base?: string | undefined;
  state?: 'open' | 'closed' | undefined;
}

/** Edits, closes or reopens a pull request, with the events of each. */
export async function updatePullRequest(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullRequestIssue,
  { title, body, base, state }: PullRequestChanges,
): Promise<void> {
  const sender = accountOf(actor);
  const changes: Record<string, unknown> = {};
  if (base !== undefined && base !== issue.pull.baseBranch) {
    const baseSha = branchTip(repository, base);
    if (!baseSha) throw validationFailed('PullRequest', 'base', 'invalid');
    changes.base = { ref: { from: issue.pull.baseBranch }, sha: { from: issue.pull.baseSha } };
    Object.assign(issue.pull, { baseBranch: base, baseSha });
    await measurePullRequest(repository, issue);
    refreshMergeability(world, repository, issue);
  }
  if (title !== undefined && title !== issue.title) {
    changes.title = { from: issue.title };
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    changes.body = { from: issue.body ?? '' };
    issue.body = body;
  }
  if (Object.keys(changes).length > 0) {
    issue.updatedAt = world.now();
    emitPullRequest(world, repository, sender, issue, 'edited', { changes });
  }
  if (state === undefined || state === issue.state) return;
  if (state === 'closed') {
    closePullRequest(world, issue, sender);
    emitPullRequest(world, repository, sender, issue, 'closed');
  } else reopen(world, repository, actor, issue);
}

function reopen(world: World, repository: Repository, actor: Actor, issue: PullRequestIssue): void {
  const { pull } = issue;
  const tip = pull.headRepository && branchTip(pull.headRepository, pull.headBranch);
  if (pull.mergedAt || tip !== pull.headSha) {
    throw validationFailed(
      'PullRequest',
      'state',
      'invalid',
      'state cannot be changed. The head branch was deleted, moved or merged.',
    );
  }
  Object.assign(issue, { state: 'open', closedAt: null, closedBy: null, updatedAt: world.now() });
  refreshMergeability(world, repository, issue);
  emitPullRequest(world, repository, accountOf(actor), issue, 'reopened');
}
