/** Every event that the worker has a handler for: the gateway records the others as ignored. At boot the worker checks that the lists agree. */
export const HANDLED_EVENTS = [
  'pull_request.opened',
  'pull_request.reopened',
  'pull_request.synchronize',
  'pull_request.ready_for_review',
  'pull_request.labeled',
  'pull_request.closed',
  'issue_comment.created',
  'check_run.rerequested',
  'check_suite.rerequested',
] as const;

export type HandledEvent = (typeof HANDLED_EVENTS)[number];

const HANDLED: ReadonlySet<string> = new Set(HANDLED_EVENTS);

export function isHandledEvent(name: string): name is HandledEvent {
  return HANDLED.has(name);
}
