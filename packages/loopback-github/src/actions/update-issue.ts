import { accountOf, type Actor } from '../store/actor.ts';
import { isPullRequest, type Issue, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { emitIssue } from './emit-issue.ts';
import { setLabels } from './label-issue.ts';
import { updatePullRequest } from './update-pull-request.ts';

export interface IssueChanges {
  title?: string | undefined;
  body?: string | undefined;
  state?: 'open' | 'closed' | undefined;
  stateReason?: string | undefined;
  labels?: string[] | undefined;
}

/** Edits, labels, closes or reopens an issue; for a pull request, as a pull request. */
export async function updateIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  { labels, stateReason, ...changes }: IssueChanges,
): Promise<void> {
  if (labels) setLabels(world, repository, actor, issue, labels);
  if (isPullRequest(issue)) return updatePullRequest(world, repository, actor, issue, changes);
  const { title, body, state } = changes;
  const edits: Record<string, unknown> = {};
  if (title !== undefined && title !== issue.title) {
    edits.title = { from: issue.title };
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    edits.body = { from: issue.body ?? '' };
    issue.body = body;
  }
  issue.updatedAt = world.now();
  if (Object.keys(edits).length > 0) emitIssue(world, repository, actor, issue, 'edited', { changes: edits });
  if (state === undefined || state === issue.state) return;
  const isClosing = state === 'closed';
  issue.state = state;
  issue.stateReason = stateReason ?? (isClosing ? 'completed' : 'reopened');
  issue.closedAt = isClosing ? world.now() : null;
  issue.closedBy = isClosing ? accountOf(actor) : null;
  emitIssue(world, repository, actor, issue, isClosing ? 'closed' : 'reopened');
}
