import type { App } from '@octokit/app';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

/** GitHub's own JSON, for readers of our API. */
export interface GitHubPassThrough {
  /** The newest attempts to deliver webhooks to the App: no payloads. */
  listHookDeliveries(): Promise<unknown[]>;
  /** Those of one repository, among the newest. @throws AppError `not_found` when the App is not installed there. */
  listHookDeliveriesOf(repository: RepoFullName): Promise<unknown[]>;
  /** One attempt, with payload; null when GitHub keeps it no longer. */
  getHookDelivery(id: number): Promise<Record<string, unknown> | null>;
  /** @throws AppError `not_found` when the App is not installed there, or the commit is unknown. */
  listCheckRuns(repository: RepoFullName, commitSha: string): Promise<unknown>;
}

/** GitHub keeps three days: more pages than this would be read for one answer on a busy day only. */
const MAX_PAGES = 5;
const PER_PAGE = 100;

export function passThrough(app: App): GitHubPassThrough {
  const octokit = app.octokit as unknown as OctokitClient;

  async function installedOn(repository: RepoFullName): Promise<OctokitClient> {
    const { owner, name: repo } = repository;
    const { data } = await found(
      octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo }),
      repository,
    );
    return (await app.getInstallationOctokit(Number(data.id))) as unknown as OctokitClient;
  }

  return {
    async listHookDeliveries() {
      return (await octokit.request('GET /app/hook/deliveries', { per_page: PER_PAGE })).data;
    },
    async listHookDeliveriesOf(repository) {
      const { owner, name: repo } = repository;
      const client = await installedOn(repository);
      const { data } = await found(client.request('GET /repos/{owner}/{repo}', { owner, repo }), repository);
      const pages = octokit.paginate.iterator('GET /app/hook/deliveries', { per_page: PER_PAGE });
      const rows: unknown[] = [];
      let read = 0;
      for await (const page of pages) {
        rows.push(...page.data.filter((row) => row.repository_id === data.id));
        if (++read === MAX_PAGES) break;
      }
      return rows;
    },
    async getHookDelivery(id) {
      try {
        const { data } = await octokit.request('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id });
        return data as unknown as Record<string, unknown>;
      } catch (error) {
        if (refusalStatus(error) === 404) return null;
        throw error;
      }
    },
    async listCheckRuns(repository, commitSha) {
      const { owner, name: repo } = repository;
      const client = await installedOn(repository);
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
      return (await found(client.request(route, { owner, repo, ref: commitSha }), repository, commitSha)).data;
    },
  };
}

async function found<T>(answer: Promise<T>, repository: RepoFullName, commitSha?: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const status = refusalStatus(error);
    if (status !== 404 && !(status === 422 && commitSha)) throw error;
    const what = commitSha
      ? `There is no commit ${commitSha} in ${repository}`
      : `The App is not installed on ${repository}`;
    throw new AppError('not_found', `${what}.`, { cause: error });
  }
}
