import type { EmitterWebhookEventName } from '@octokit/webhooks';

/**
 * Not GitHub's: an open pull request of a repository that the App came to, or came back to; a button that somebody who
 * signed in pressed on our pages.
 */
type OwnEvent = 'pull_request.found' | 'page.pressed';

/**
 * Every event that the worker has a handler for: the gateway records the others as ignored. At boot the worker checks
 * that the lists agree.
 */
export const HANDLED_EVENTS = [
  'pull_request.opened',
  'pull_request.reopened',
  'pull_request.synchronize',
  'pull_request.ready_for_review',
  'pull_request.labeled',
  'pull_request.edited',
  'pull_request.closed',
  'pull_request.found',
  'issue_comment.created',
  'issue_comment.edited',
  'check_run.rerequested',
  'check_run.requested_action',
  'check_suite.requested',
  'check_suite.rerequested',
  'installation.created',
  'installation.deleted',
  'installation.suspend',
  'installation.unsuspend',
  'installation_repositories.added',
  'installation_repositories.removed',
  'page.pressed',
  'repository.renamed',
  'repository.transferred',
] as const satisfies readonly (EmitterWebhookEventName | OwnEvent)[];

/**
 * Branches on which GitHub's merge queue tries a pull request, whose number is captured.
 * [docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue]
 */
export const MERGE_QUEUE_BRANCH = /^gh-readonly-queue\/.+\/pr-(\d{1,9})-[0-9a-f]+$/;

export type HandledEvent = (typeof HANDLED_EVENTS)[number];

const HANDLED: ReadonlySet<string> = new Set(HANDLED_EVENTS);

export function isHandledEvent(name: string): name is HandledEvent {
  return HANDLED.has(name);
}
