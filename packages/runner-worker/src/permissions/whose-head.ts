import { findArrivalsOfHead } from '@pangeo-forge/db/deliveries/pull-request-history';
import { findShownCheck } from '@pangeo-forge/db/effects/check-run-effects';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { checkKeyPrefix } from '../effects/check-keys.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { mayRun } from '@pangeo-forge/github/permissions/may-run';

/** Who writes a comment has looked at what was shown this long before. */
const SHOWN_FOR_MS = 60_000;

export type HeadReview =
  | { outcome: 'seen' }
  /** `checkUrl`: the page of the check run, whose buttons name the commit; null before it exists. */
  | { outcome: 'unseen'; checkUrl: string | null };

/**
 * Whether a comment that names no commit can mean the present head: its check had been shown for a minute when the
 * comment was written, or somebody who may run things pushed it. Otherwise whoever wrote the comment may never have
 * seen this commit.
 */
export async function reviewOfHead(
  context: PullRequestContext,
  pull: PullRequest,
  { createdAt }: { createdAt: string },
): Promise<HeadReview> {
  const { database, repository } = context;
  const check = await findShownCheck(database.pool, checkKeyPrefix(repository, pull.number, pull.headSha));
  const shownForMs = check.shownAt === null ? -1 : Date.parse(createdAt) - Date.parse(check.shownAt);
  if (shownForMs >= SHOWN_FOR_MS || (await isPushedByRunner(context, pull))) return { outcome: 'seen' };
  const server = pull.url.replace(/\/pull\/\d+$/, '');
  return { outcome: 'unseen', checkUrl: check.checkRunId === null ? null : `${server}/runs/${check.checkRunId}` };
}

/** Whoever opened the pull request pushed its first head only where nobody else can push: to a repository of theirs. */
async function isPushedByRunner(context: PullRequestContext, pull: PullRequest): Promise<boolean> {
  const { database, repository } = context;
  const head = { repository: repository.toString(), number: pull.number, headSha: pull.headSha };
  const owner = pull.headRepo === null ? null : RepoFullName.parse(pull.headRepo).owner.toLowerCase();
  for (const { action, sender } of await findArrivalsOfHead(database.pool, head)) {
    const pushed = action === 'synchronize' || sender.toLowerCase() === owner || pull.headRepo === pull.baseRepo;
    if (pushed && (await mayRun(context, pull, sender))) return true;
  }
  return false;
}
