import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

export type RepositoryRole = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface RepositoryInfo {
  fullName: string;
  defaultBranch: string;
  archived: boolean;
  /** By GitHub. */
  disabled: boolean;
  fork: boolean;
  url: string;
  cloneUrl: string;
  createdAt: string;
  description: string;
}

export type RepositorySettings = ReturnType<typeof repositorySettings>;

export function repositorySettings(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  async function canBypass(rulesetId: number): Promise<boolean> {
    try {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
        owner,
        repo,
        ruleset_id: rulesetId,
      });
      return (data.current_user_can_bypass ?? 'never') !== 'never';
    } catch (error) {
      if (refusalStatus(error) === null) throw error;
      return false; // an organization's ruleset may not be shown
    }
  }
  return {
    /** Null when there is none, or when the App may not see it. */
    async get(): Promise<RepositoryInfo | null> {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo });
        return {
          fullName: data.full_name,
          defaultBranch: data.default_branch,
          archived: data.archived,
          disabled: data.disabled,
          fork: data.fork,
          url: data.html_url,
          cloneUrl: data.clone_url,
          createdAt: data.created_at,
          description: data.description ?? '',
        };
      } catch (error) {
        if (refusalStatus(error) === 404) return null;
        throw error;
      }
    },

    /**
     * The rules of rulesets that stop this App from merging a pull request of its own on the branch; those that it may
     * bypass are left out. Classic branch protection is not listed. [docs.github.com/rest/repos/rules]
     */
    async rulesAgainstOwnMerges(branch: string): Promise<string[]> {
      const rules = await octokit.paginate('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
        owner,
        repo,
        branch,
        per_page: 100,
      });
      const mayBypass = new Map<number, boolean>();
      const stopping: string[] = [];
      for (const rule of rules) {
        const text = textOfRule(rule);
        if (text === null) continue;
        const id = rule.ruleset_id;
        if (id !== undefined && !mayBypass.has(id)) mayBypass.set(id, await canBypass(id));
        if (id === undefined || !mayBypass.get(id)) stopping.push(text);
      }
      return stopping;
    },

    /** Public, with a first commit, so that branches can be made. */
    async createInOrganization(description: string): Promise<void> {
      await octokit.request('POST /orgs/{org}/repos', {
        org: owner,
        name: repo,
        description,
        visibility: 'public',
        private: false,
        auto_init: true,
        gitignore_template: 'Python',
        license_template: 'apache-2.0',
      });
    },

    /**
     * `permission` rounds maintain to write and triage to read; `role_name` has the exact role. Public repositories
     * answer `read` for everybody.
     */
    async roleOf(login: string): Promise<RepositoryRole> {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
          owner,
          repo,
          username: login,
        });
        return toRole(data.role_name ?? data.permission, data.permission);
      } catch (error) {
        if (refusalStatus(error) === 404) return 'none';
        throw error;
      }
    },
  };
}

/** Our own check, which a merge group gets, too. */
const OWN_CHECK = 'synchronize';

interface Rule {
  type: string;
  parameters?: unknown;
}

/** As half a sentence; null for a rule that stops no merge of ours. */
function textOfRule({ type, parameters }: Rule): string | null {
  const given = (parameters ?? {}) as {
    required_approving_review_count?: number;
    required_status_checks?: ReadonlyArray<{ context: string }>;
  };
  switch (type) {
    case 'merge_queue':
      return 'it is merged through a merge queue';
    case 'update':
      return 'only some may update it';
    case 'pull_request': {
      const reviews = given.required_approving_review_count ?? 0;
      return reviews > 0 ? `a merge needs ${reviews} approving ${reviews === 1 ? 'review' : 'reviews'}` : null;
    }
    case 'required_status_checks': {
      const others = (given.required_status_checks ?? []).filter(({ context }) => context !== OWN_CHECK);
      return others.length > 0 ? `a merge needs the check ${others.map(({ context }) => context).join(', ')}` : null;
    }
    default:
      return null;
  }
}

/** Custom roles of an organisation keep the rank of the permission that they build on. */
function toRole(roleName: string, permission: string): RepositoryRole {
  const known: readonly string[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];
  return (known.includes(roleName) ? roleName : known.includes(permission) ? permission : 'none') as RepositoryRole;
}
