import type { WaitsFor } from '@pangeo-forge/db/admission/why-waits';
import type { HandledEvent } from '@pangeo-forge/shared/events/handled-events';
import type { RunConclusion, RunStatus } from '@pangeo-forge/db/runs/next-run-state';

/** What people read on GitHub of an event or a state, for the documentation. */
export interface Notice {
  /** Who is notified, or reads it there. */
  whom: string;
  where: string;
  when: string;
}

const NOBODY: Notice = { whom: 'nobody', where: '–', when: '–' };
const CHECK: Notice = {
  whom: 'the author',
  where: 'the check `synchronize` of the newest commit, with lines of meta.yaml',
  when: 'in progress at once, ended when the recipes were read',
};
const COMMANDER = 'who commented, and all who follow the pull request';

/** A new event does not compile without its line here. */
export const EVENT_NOTICES = {
  'pull_request.opened': CHECK,
  'pull_request.reopened': CHECK,
  'pull_request.synchronize': { ...CHECK, when: `${CHECK.when}; the check of the commit before says “Superseded”` },
  'pull_request.ready_for_review': CHECK,
  'pull_request.labeled': { ...CHECK, when: 'only where the deployment works on labels' },
  'pull_request.edited': { ...CHECK, when: 'when the base branch was changed' },
  'pull_request.found': { ...CHECK, when: 'when the App comes to a repository with open pull requests' },
  'pull_request.closed': {
    whom: 'the author, and all who follow the pull request',
    where: 'comments: the new feedstock, and how the production runs ended; or why nothing was started',
    when: 'when the feedstock exists, and when the last run has ended; a refusal at once',
  },
  'issue_comment.created': {
    whom: COMMANDER,
    where: '👀, then 🚀 or 😕 at the comment; a reply where there is something to say',
    when: 'at once; a comment without a command gets nothing',
  },
  'issue_comment.edited': {
    whom: COMMANDER,
    where: 'a reply that edited comments do nothing',
    when: 'once, when a command was added',
  },
  'check_run.rerequested': CHECK,
  'check_run.requested_action': { ...CHECK, where: 'the check, or a comment where the button was not theirs to press' },
  'page.pressed': {
    whom: 'who pressed',
    where: 'the page of the run; a comment where something could not be started',
    when: 'at once',
  },
  'check_suite.requested': {
    whom: 'the merge queue',
    where: 'a check of its commit with the result of the pull request',
    when: 'when the check of the pull request has ended; other pushes get nothing',
  },
  'check_suite.rerequested': CHECK,
  'installation.created': NOBODY,
  'installation.deleted': NOBODY,
  'installation.suspend': NOBODY,
  'installation.unsuspend': NOBODY,
  'installation_repositories.added': NOBODY,
  'installation_repositories.removed': NOBODY,
  'repository.renamed': NOBODY,
  'repository.transferred': NOBODY,
} as const satisfies Record<HandledEvent, Notice>;

const ALL_END =
  'a new comment on the pull request when the last run of the command or merge has ended; a command with several runs has one that is kept up to date meanwhile';

type EndOfOurs = Exclude<RunConclusion, 'action_required' | 'neutral' | 'skipped'>;

/** The states that this system gives to runs. */
export const RUN_NOTICES = {
  queued: { whom: 'the author', where: 'the check: which recipes are ready', when: 'when the recipes were read' },
  in_progress: {
    whom: 'who follows the repository',
    where: 'a production run: its deployment “in progress”; a test run: the run’s page',
    when: 'at once',
  },
  success: {
    whom: 'who follows the pull request',
    where: `${ALL_END}; a production run also ends its deployment, and closes its issue with a comment`,
    when: 'when what it wrote was opened',
  },
  failure: {
    whom: 'who follows the pull request; of a production run also who watches the feedstock',
    where: `${ALL_END}, with the reason and the end of the log; a production run ends its deployment and opens an issue`,
    when: 'at once',
  },
  timed_out: { whom: 'as of a failure', where: 'as of a failure', when: 'at its deadline' },
  stale: { whom: 'as of a failure', where: 'as of a failure', when: 'when its bakery has not answered for too long' },
  cancelled: {
    whom: 'who follows the pull request',
    where: `${ALL_END}, and names who cancelled it; no issue`,
    when: 'when the bakery shows that it has ended',
  },
} as const satisfies Record<Exclude<RunStatus, 'completed'> | EndOfOurs, Notice>;

const WAIT: Notice = {
  whom: 'who commented, and all who follow the pull request',
  where: 'a comment that starts with ⏳, kept up to date; a production run: its deployment “queued”',
  when: 'after 5 s',
};

export const WAIT_NOTICES = {
  command: { whom: 'the author', where: 'the check says who may comment `/run`', when: 'when the recipes were read' },
  operator: {
    ...WAIT,
    where: 'a comment with the reason of the operators; the check where it waits for them',
    when: 'at once',
  },
  budget: {
    whom: 'who follows the pull request, after merges too',
    where:
      'one comment with what was used and what is expected, and `/approve`; a production run: its deployment “queued”',
    when: 'at once',
  },
  bakery: WAIT,
  limit: WAIT,
  earlier_run: WAIT,
  worker: { ...WAIT, where: 'the run’s page; the comment where there is one' },
  refusal: WAIT,
} as const satisfies Record<WaitsFor, Notice>;

/** What has no event of GitHub. */
export const OTHER_NOTICES = {
  'a schedule starts a run': {
    whom: 'who follows the repository',
    where: 'the deployment; failures have the issue of production runs',
    when: 'when it is due',
  },
  'a schedule skips a due time': { whom: 'who looks', where: 'the page of the feedstock', when: 'when it was due' },
  'a schedule is paused after failures': {
    whom: 'who watches the feedstock',
    where: 'an issue, which is closed when it goes on',
    when: 'after the third failure in a row',
  },
  'a merge is refused by GitHub': {
    whom: 'who follows the merged pull request',
    where: 'a comment with what to do before `/retry`',
    when: 'at once; what may be GitHub’s delay after four tries',
  },
  'something went wrong on our side': {
    whom: 'who follows the pull request',
    where: 'one comment or the check, without details; operators see them in `/ops`',
    when: 'after the last try',
  },
  'the App lacks a permission': {
    whom: 'an owner of the organization',
    where: 'the check as a note; one comment with the link, where it was missed first',
    when: 'before the merge; once',
  },
} as const satisfies Record<string, Notice>;
