import { forgetEffects } from '@pangeo-forge/db/effects/forget-effects';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { effectParts, type PullRequestContext } from '../registry/pull-request-context.ts';
import { performEffect } from '../effects/perform-effect.ts';
import type { FeedstockSaga } from './create-feedstock.ts';

/** A repository that was made, and that is not seen after so many tries, was deleted. */
const TRIES_UNTIL_GONE = 6;

/** The new repository, with its first commit. One of that name that this pull request did not make is refused. */
export async function ensureFeedstockRepository(
  context: PullRequestContext,
  { spec, key, origin }: FeedstockSaga,
): Promise<RepositoryClient> {
  const feedstock = await context.github.repository(spec);
  await performEffect(effectParts(context), {
    key: `${key}: repository`,
    subject: context.work.subject,
    send: async () => {
      await feedstock.settings.createInOrganization(origin);
      return {};
    },
    look: async () => {
      const info = await feedstock.settings.get();
      return info?.description === origin && spec.toString().toLowerCase() === info.fullName.toLowerCase() ? {} : null;
    },
  });
  const info = await feedstock.settings.get();
  if (info && (await feedstock.git.branchSha(info.defaultBranch)) !== null) return feedstock;
  if (context.work.attempts < TRIES_UNTIL_GONE)
    throw new AppError('github_unavailable', `${spec} was made, and GitHub does not show it yet.`);
  await forgetEffects(context.database.pool, `${key}: `);
  throw new AppError('github_refused', `${spec} was made, and is gone.`, { context: { status: 404 } });
}
