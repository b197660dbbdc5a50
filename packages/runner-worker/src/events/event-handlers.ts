import type { EventHandler } from '../registry/define-event-handler.ts';
import { checkRerequested } from './check-rerequested.handler.ts';
import { issueCommentCreated } from './issue-comment-created.handler.ts';
import { pullRequestChanged } from './pull-request-changed.handler.ts';
import { pullRequestClosed } from './pull-request-closed.handler.ts';

/** Every event that is handled. */
export const EVENT_HANDLERS: readonly EventHandler[] = [
  pullRequestChanged,
  pullRequestClosed,
  issueCommentCreated,
  checkRerequested,
] as readonly EventHandler[];
