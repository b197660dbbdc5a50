import { findRun, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { loginOn, whoMayRun } from '@pangeo-forge/github/permissions/may-run';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { authorize, type Right } from '@pangeo-forge/shared/authorization/authorize';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { SignInParts, SignInRepository } from './sign-in-parts.ts';

type RunParts = Pick<SignInParts, 'app' | 'database' | 'runPermission'>;

export interface RunRights {
  /** Repeat it as it was, and cancel it. */
  run: boolean;
  /** Run it in full, at another commit or on another bakery. */
  production: boolean;
  /** The subject of a sentence, in Markdown: who may. */
  whoMay: string;
}

/** A run, where it comes from, and what somebody may do there. */
export interface RunAccess {
  run: RecipeRunRecord;
  repository: RepoFullName;
  repo: SignInRepository;
  /** Null for a run of no pull request: then the default branch says who maintains the feedstock. */
  pull: PullRequest | null;
  may(right: Right): Promise<boolean>;
  whoMay(): Promise<string>;
}

/**
 * The same decision as that about `/run` in a comment of the run's pull request.
 * @returns null when there is no such run. @throws AppError when GitHub cannot be asked.
 */
export async function openRun(parts: RunParts, login: string, runId: number): Promise<RunAccess | null> {
  const run = await findRun(parts.database.pool, runId);
  if (!run) return null;
  const repository = RepoFullName.parse(run.feedstockSpec);
  const repo = await parts.app.repository(repository);
  const source = { runPermission: parts.runPermission, repository, repo };
  const pull = run.pullRequest === null ? null : await repo.pulls.get(run.pullRequest);
  const about = pull ?? { author: '', baseRef: (await repo.settings.get())?.defaultBranch ?? 'main' };
  const who = loginOn(source, about, login);
  return {
    run,
    repository,
    repo,
    pull,
    may: async (right) => (await authorize(who, right, { of: 'pull request' })).outcome === 'allowed',
    whoMay: () => whoMayRun(source, about),
  };
}

/** For showing buttons; null when there is no such run, or GitHub cannot be asked. */
export async function rightsOnRun(parts: RunParts, login: string, runId: number): Promise<RunRights | null> {
  try {
    const access = await openRun(parts, login, runId);
    if (!access) return null;
    const [run, production, whoMay] = await Promise.all([access.may('run'), access.may('production'), access.whoMay()]);
    return { run, production, whoMay };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
