import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { OctokitClient } from './octokit.ts';

export type DeploymentState = 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export type Deployments = ReturnType<typeof deployments>;

export function deployments(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  return {
    /**
     * Without `auto_merge: false` GitHub would merge and deploy nothing; without empty contexts it refuses commits with
     * failing statuses.
     */
    async create(deployment: {
      ref: string;
      environment: string;
      payload: Record<string, unknown>;
      description: string;
    }): Promise<{ id: number }> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/deployments', {
        owner,
        repo,
        ...deployment,
        auto_merge: false,
        required_contexts: [],
      });
      if (!('id' in data)) throw new Error(`GitHub created no deployment: ${data.message ?? 'no reason given'}`);
      return { id: Number(data.id) };
    },

    async findByPayload(environment: string, key: string, value: unknown): Promise<{ id: number } | null> {
      const found = await octokit.paginate('GET /repos/{owner}/{repo}/deployments', {
        owner,
        repo,
        environment,
        per_page: 100,
      });
      const match = found.find((deployment) => payloadOf(deployment.payload)[key] === value);
      return match ? { id: Number(match.id) } : null;
    },

    async createStatus(
      deploymentId: number,
      status: { state: DeploymentState; description: string; environmentUrl?: string; logUrl?: string },
    ): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        owner,
        repo,
        deployment_id: deploymentId,
        state: status.state,
        description: status.description.slice(0, 140),
        ...(status.environmentUrl ? { environment_url: status.environmentUrl } : {}),
        ...(status.logUrl ? { log_url: status.logUrl } : {}),
      });
    },

    /** Whether the deployment has this status already; `log_url` identifies the run. */
    async hasStatus(
      deploymentId: number,
      { state, logUrl }: { state: DeploymentState; logUrl: string },
    ): Promise<boolean> {
      const statuses = await octokit.paginate('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        owner,
        repo,
        deployment_id: deploymentId,
        per_page: 100,
      });
      return statuses.some((status) => status.state === state && status.log_url === logUrl);
    },
  };
}

/** GitHub returns the payload as an object or as JSON text. */
function payloadOf(payload: unknown): Record<string, unknown> {
  try {
    const value: unknown = typeof payload === 'string' ? JSON.parse(payload) : payload;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
