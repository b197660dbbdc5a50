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

/** Custom roles of an organisation keep the rank of the permission that they build on. */
function toRole(roleName: string, permission: string): RepositoryRole {
  const known: readonly string[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];
  return (known.includes(roleName) ? roleName : known.includes(permission) ? permission : 'none') as RepositoryRole;
}
