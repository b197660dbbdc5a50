import { App } from '@octokit/app';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import { Octokit, type OctokitClient } from './octokit.ts';
import { type GitHubPassThrough, passThrough } from './pass-through.ts';
import type { RequestBudget } from './request-budget.ts';
import { type RepositoryClient, repositoryClient } from './repository-client.ts';

export interface GitHubAppOptions {
  appId: string;
  /** PEM */
  privateKey: string;
  /** `https://api.github.com`, or of a GitHub Enterprise Server `https://host/api/v3`. */
  apiUrl: string;
  /** Limits shared by all processes; none when left out. */
  budget?: RequestBudget;
  /** What requests go through; Node's own when left out. */
  fetch?: typeof fetch;
}

export interface GitHubApp {
  /** The App's login when it acts: `slug[bot]`. */
  login(): Promise<string>;
  /** Host (and port) that GitHub sends webhooks to; null when the App has no webhook. It can be changed at any time. */
  hookHost(): Promise<string | null>;
  /** @throws AppError `not_found` when the App is not installed on the repository's account. */
  repository(fullName: RepoFullName): Promise<RepositoryClient>;
}

export interface ConnectedGitHubApp extends GitHubApp {
  passThrough: GitHubPassThrough;
}

const KEEP_MS = 5 * 60_000;

export function connectGitHubApp({ appId, privateKey, ...options }: GitHubAppOptions): ConnectedGitHubApp {
  const defaults = {
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    ...(options.budget ? { budget: options.budget } : {}),
    ...(options.fetch ? { request: { fetch: options.fetch } } : {}),
  };
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults(defaults) });
  const octokit = app.octokit as unknown as OctokitClient;
  const installations = keepFor(KEEP_MS, (account: string, repo: RepoFullName) =>
    findInstallation(octokit, account, repo),
  );
  const login = keepFor(KEEP_MS, async (_app: string) => {
    const { data } = await octokit.request('GET /app');
    return `${data?.slug}[bot]`;
  });
  const hookHost = keepFor(KEEP_MS, async (_app: string) => {
    const { data } = await octokit.request('GET /app/hook/config');
    return data.url && URL.canParse(data.url) ? new URL(data.url).host : null;
  });
  return {
    passThrough: passThrough(app as unknown as App),
    login: () => login('app'),
    hookHost: () => hookHost('app'),
    async repository(fullName) {
      const id = await installations(fullName.owner.toLowerCase(), fullName);
      const client = (await app.getInstallationOctokit(id)) as unknown as OctokitClient;
      return repositoryClient(client, fullName);
    },
  };
}

async function findInstallation(octokit: OctokitClient, account: string, repo: RepoFullName): Promise<number> {
  try {
    const { data } = await octokit.request('GET /users/{username}/installation', { username: repo.owner });
    return Number(data.id);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    throw new AppError(
      'not_found',
      `The GitHub App is not installed on ${account}: an owner of it can install the App in the account’s settings.`,
    );
  }
}

/** Remembers each key's answer for a while; failures are not remembered. */
function keepFor<Rest extends unknown[], T>(ms: number, load: (key: string, ...rest: Rest) => Promise<T>) {
  const kept = new Map<string, { until: number; value: Promise<T> }>();
  return (key: string, ...rest: Rest): Promise<T> => {
    const found = kept.get(key);
    if (found && found.until > Date.now()) return found.value;
    const value = load(key, ...rest);
    kept.set(key, { until: Date.now() + ms, value });
    value.catch(() => kept.delete(key));
    return value;
  };
}
