import { checkActionRequested } from './check-action-requested.handler.ts';
import { checkRerequested } from './check-rerequested.handler.ts';
import type { AnyEventHandler } from './event-handler.ts';
import { installationGained } from './installation-gained.handler.ts';
import { installationLost } from './installation-lost.handler.ts';
import { issueCommentCreated } from './issue-comment-created.handler.ts';
import { issueCommentEdited } from './issue-comment-edited.handler.ts';
import { mergeGroupRequested } from './merge-group-requested.handler.ts';
import { pagePressed } from './page-pressed.handler.ts';
import { pullRequestChanged } from './pull-request-changed.handler.ts';
import { pullRequestClosed } from './pull-request-closed.handler.ts';
import { pullRequestEdited } from './pull-request-edited.handler.ts';
import { pullRequestLabeled } from './pull-request-labeled.handler.ts';
import { repositoryRenamed } from './repository-renamed.handler.ts';

/** The handlers of all handled events. */
export const EVENT_HANDLERS = [
  pullRequestChanged,
  pullRequestLabeled,
  pullRequestEdited,
  pullRequestClosed,
  issueCommentCreated,
  issueCommentEdited,
  checkRerequested,
  checkActionRequested,
  pagePressed,
  mergeGroupRequested,
  installationGained,
  installationLost,
  repositoryRenamed,
] as readonly AnyEventHandler[];
