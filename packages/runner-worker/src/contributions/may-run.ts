import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepositoryRole } from '@pangeo-forge/github/repository-settings';
import { baseMaintainers } from './base-maintainers.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';

const RANK: Record<RepositoryRole, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Whether this person may start production runs at a commit of their choice: what a maintainer is named for is what was merged. */
export async function mayRunInProduction(
  { runPermission: needed, repo }: Pick<PullRequestContext, 'runPermission' | 'repo'>,
  login: string,
): Promise<boolean> {
  return needed === 'anyone' || RANK[await repo.settings.roleOf(login)] >= RANK[needed];
}

/** Whether this person may start, cancel and retry runs of the pull request, as GitHub and the base branch say now. */
export async function mayRun(context: PullRequestContext, pull: PullRequest, login: string): Promise<boolean> {
  if (await mayRunInProduction(context, login)) return true;
  return (await baseMaintainers(context, pull)).includes(login.toLowerCase());
}
