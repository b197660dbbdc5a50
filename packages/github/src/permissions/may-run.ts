import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepositoryRole } from '@pangeo-forge/github/repository-settings';
import type { Who } from '@pangeo-forge/shared/authorization/authorize';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

const RANK: Record<RepositoryRole, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/**
 * Whether this person may start production runs at a commit of their choice. Maintainers of meta.yaml may not: their
 * right covers what was merged.
 */
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

/** Somebody with a GitHub login, with the rights on the pull request that GitHub and the base branch give now. */
export function loginOn(context: PullRequestContext, pull: PullRequest, login: string): Who & { is: 'login' } {
  return {
    is: 'login',
    has(right) {
      switch (right) {
        case 'author':
          return pull.author === login ? Promise.resolve(true) : mayRun(context, pull, login);
        case 'run':
          return mayRun(context, pull, login);
        case 'production':
          return mayRunInProduction(context, login);
      }
    },
  };
}

/** Who can start runs of this pull request, as the subject of a sentence. Markdown that mentions nobody. */
export async function whoMayRun(context: PullRequestContext, pull: PullRequest): Promise<string> {
  if (context.runPermission === 'anyone') return 'anybody';
  const maintainers = await baseMaintainers(context, pull);
  const named =
    maintainers.length > 0
      ? ` or a maintainer of this feedstock (${maintainers.map((login) => codeSpan(login)).join(', ')})`
      : '';
  return `somebody with ${codeSpan(context.runPermission)} permission on ${codeSpan(context.repository)}${named}`;
}

const FEEDSTOCK_META = 'feedstock/meta.yaml';

/**
 * Logins of the maintainers in a feedstock's meta.yaml on the base branch, in lower case. The pull request's own
 * meta.yaml does not count. In staged-recipes there are none before the merge.
 */
export async function baseMaintainers(
  { repository, repo }: Pick<PullRequestContext, 'repository' | 'repo'>,
  pull: Pick<PullRequest, 'baseRef'>,
): Promise<string[]> {
  if (repository.isStagedRecipes) return [];
  const meta = await repo.git.readPlainFile(FEEDSTOCK_META, pull.baseRef);
  return meta.outcome === 'read' ? authorsText.maintainersOf(meta.text) : [];
}
