import { forgetEffects } from '@pangeo-forge/db/effects/forget-effects';
import { createRepository } from '@pangeo-forge/github/feedstocks/create-repository';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { PullRequestContext } from '../registry/pull-request-context.ts';
import type { FeedstockSaga } from './feedstock-saga.ts';
import { performStep } from './perform-step.ts';

/** A repository that was made, and that is not seen after so many tries, was deleted. */
const TRIES_UNTIL_GONE = 6;

/** The new repository, with its first commit. One of that name that this pull request did not make is refused. */
export async function ensureFeedstockRepository(
  context: PullRequestContext,
  { spec, key, origin }: FeedstockSaga,
): Promise<RepositoryClient> {
  const feedstock = await context.github.repository(spec);
  await performStep(context, `${key}:`)('repository', createRepository(feedstock, origin));
  const info = await feedstock.settings.get();
  if (info && (await feedstock.git.branchSha(info.defaultBranch)) !== null) return feedstock;
  if (context.work.attempts < TRIES_UNTIL_GONE)
    throw new AppError('github_unavailable', `${spec} was made, and GitHub does not show it yet.`);
  await forgetEffects(context.database.pool, `${key}: `);
  throw new AppError('github_refused', `${spec} was made, and is gone.`, { context: { status: 404 } });
}
