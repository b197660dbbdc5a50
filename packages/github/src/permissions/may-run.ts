import { authorize, type Who } from '@pangeo-forge/shared/authorization/authorize';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import type { PullRequest } from '../pull-requests.ts';
import type { RepositoryClient } from '../repository-client.ts';
import type { RepositoryRole } from '../repository-settings.ts';

/** Where rights on pull requests come from: the repository, and what the deployment asks for. */
export interface RightsSource {
  /** Least permission on the repository; `anyone`: none. */
  runPermission: 'write' | 'maintain' | 'admin' | 'anyone';
  repository: RepoFullName;
  repo: {
    settings: Pick<RepositoryClient['settings'], 'roleOf'>;
    git: Pick<RepositoryClient['git'], 'readPlainFile'>;
  };
}

type Base = Pick<PullRequest, 'baseRef'>;

const RANK: Record<RepositoryRole, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/**
 * Whether this person may start production runs at a commit of their choice. Maintainers of meta.yaml may not: their
 * right covers what was merged.
 */
async function hasProductionRight(
  { runPermission: needed, repo }: Pick<RightsSource, 'runPermission' | 'repo'>,
  login: string,
): Promise<boolean> {
  return needed === 'anyone' || RANK[await repo.settings.roleOf(login)] >= RANK[needed];
}

/** Whether this person may start, cancel and retry runs of the pull request, as GitHub and the base branch say now. */
async function hasRunRight(source: RightsSource, pull: Base, login: string): Promise<boolean> {
  if (await hasProductionRight(source, login)) return true;
  return (await baseMaintainers(source, pull)).includes(login.toLowerCase());
}

/** Whether `authorize` allows this person to run the pull request's code, which also approves that it is read. */
export async function mayRun(
  source: RightsSource,
  pull: Base & Pick<PullRequest, 'author'>,
  login: string,
): Promise<boolean> {
  return (await authorize(loginOn(source, pull, login), 'run', { of: 'pull request' })).outcome === 'allowed';
}

/**
 * Somebody with a GitHub login, with the rights on the pull request that GitHub and the base branch give now. Commands,
 * buttons on GitHub and buttons on our pages ask this.
 */
export function loginOn(
  source: RightsSource,
  pull: Base & Pick<PullRequest, 'author'>,
  login: string,
): Who & { is: 'login' } {
  return {
    is: 'login',
    has(right) {
      switch (right) {
        case 'author':
          return pull.author === login ? Promise.resolve(true) : hasRunRight(source, pull, login);
        case 'run':
          return hasRunRight(source, pull, login);
        case 'production':
          return hasProductionRight(source, login);
      }
    },
  };
}

/** Who can start runs of this pull request, as the subject of a sentence. Markdown that mentions nobody. */
export async function whoMayRun(source: RightsSource, pull: Base): Promise<string> {
  if (source.runPermission === 'anyone') return 'anybody';
  const maintainers = await baseMaintainers(source, pull);
  const named =
    maintainers.length > 0
      ? ` or a maintainer of this feedstock (${maintainers.map((login) => codeSpan(login)).join(', ')})`
      : '';
  return `somebody with ${codeSpan(source.runPermission)} permission on ${codeSpan(source.repository)}${named}`;
}

const FEEDSTOCK_META = 'feedstock/meta.yaml';

/**
 * Logins of the maintainers in a feedstock's meta.yaml on the base branch, in lower case. The pull request's own
 * meta.yaml does not count. In staged-recipes there are none before the merge.
 */
export async function baseMaintainers(
  { repository, repo }: Pick<RightsSource, 'repository' | 'repo'>,
  { baseRef }: Base,
): Promise<string[]> {
  if (repository.isStagedRecipes) return [];
  const meta = await repo.git.readPlainFile(FEEDSTOCK_META, baseRef);
  return meta.outcome === 'read' ? authorsText.maintainersOf(meta.text) : [];
}
