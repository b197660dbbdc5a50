import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepositoryRole } from '@pangeo-forge/github/repository-settings';
import type { RunPermission } from '../registry/orchestrator.ts';
import { baseMaintainers } from './base-maintainers.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';

const RANK: Record<RepositoryRole, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Whether this person may start, cancel and retry runs of the pull request, as GitHub and the base branch say now. */
export async function mayRun(context: PullRequestContext, pull: PullRequest, login: string): Promise<boolean> {
  const needed: RunPermission = context.runPermission;
  if (needed === 'anyone') return true;
  if (RANK[await context.repo.settings.roleOf(login)] >= RANK[needed]) return true;
  return (await baseMaintainers(context, pull)).includes(login.toLowerCase());
}
