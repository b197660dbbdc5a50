import type { RetryAt } from '@pangeo-forge/db/runs/request-retry';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import { RequestProblem } from '../http/request-problem.ts';
import { notFound } from '../http/row-writes.ts';

/**
 * The commit of the run's feedstock that is meant.
 * @throws RequestProblem when the feedstock itself holds none of that name: what only a fork holds was reviewed by nobody.
 */
export async function resolveRetryRef({ database, github }: RouteParts, runId: number, ref: string): Promise<RetryAt> {
  const run = await findRun(database.pool, runId);
  if (!run) throw notFound('reciperun');
  if (!github?.repository)
    throw new AppError('not_found', 'This deployment asks GitHub nothing: its configuration names no GitHub App.');
  const { git } = await github.repository(RepoFullName.parse(run.feedstockSpec));
  const resolved = await git.resolveRef(ref);
  if (resolved.outcome === 'resolved') return { ref, sha: resolved.sha };
  const msg =
    resolved.outcome === 'unknown'
      ? `${run.feedstockSpec} has no branch, tag or commit of this name`
      : `no branch of ${run.feedstockSpec} holds this commit: it may be a fork's`;
  throw new RequestProblem([{ loc: ['body', 'ref'], msg, type: 'value_error' }]);
}
