import { App } from '@octokit/app';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { refusalStatus } from './github-error.ts';
import { type HookDeliveries, hookDeliveries } from './hook-deliveries.ts';
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
  /** Full names of what the App is installed on in the account. @throws AppError `not_found` when that is nothing. */
  repositoriesOf(account: string): Promise<string[]>;
  /** What is remembered of the account's installation may not hold any more. */
  forgetInstallation(account: string): void;
  /** What GitHub sent to the App. */
  hookDeliveries: HookDeliveries;
}

export interface ConnectedGitHubApp extends GitHubApp {
  passThrough: GitHubPassThrough;
}

const KEEP_MS = 5 * 60_000;
const TOKEN_ROUTE = '/access_tokens';

export function connectGitHubApp({ appId, privateKey, ...options }: GitHubAppOptions): ConnectedGitHubApp {
  const defaults = {
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    ...(options.budget ? { budget: options.budget } : {}),
    ...(options.fetch ? { request: { fetch: options.fetch } } : {}),
  };
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults(defaults) });
  const octokit = app.octokit as unknown as OctokitClient;
  const installations = keepFor(KEEP_MS, (account: string) => findInstallation(octokit, account));
  const installed = async (owner: string): Promise<OctokitClient> => {
    const account = owner.toLowerCase();
    const client = (await app.getInstallationOctokit(await installations.get(account))) as unknown as OctokitClient;
    // an installation that is not there any more gets no token: the account may have another one by now
    client.hook.error('request', (error) => {
      if (error instanceof AppError && String(error.context.request).includes(TOKEN_ROUTE))
        installations.forget(account);
      throw error;
    });
    return client;
  };
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
    hookDeliveries: hookDeliveries(octokit),
    login: () => login.get('app'),
    hookHost: () => hookHost.get('app'),
    repository: async (fullName) => repositoryClient(await installed(fullName.owner), fullName),
    async repositoriesOf(account) {
      const client = await installed(account);
      const repositories = await client.paginate('GET /installation/repositories', { per_page: 100 });
      return repositories.map((repository) => repository.full_name);
    },
    forgetInstallation: (account) => installations.forget(account.toLowerCase()),
  };
}

async function findInstallation(octokit: OctokitClient, account: string): Promise<number> {
  try {
    const { data } = await octokit.request('GET /users/{username}/installation', { username: account });
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
function keepFor<T>(ms: number, load: (key: string) => Promise<T>) {
  const kept = new Map<string, { until: number; value: Promise<T> }>();
  return {
    get(key: string): Promise<T> {
      const found = kept.get(key);
      if (found && found.until > Date.now()) return found.value;
      const value = load(key);
      kept.set(key, { until: Date.now() + ms, value });
      value.catch(() => kept.delete(key));
      return value;
    },
    forget: (key: string) => void kept.delete(key),
  };
}
