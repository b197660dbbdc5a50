import { App } from '@octokit/app';
import { createAnswerCache } from '@pangeo-forge/shared/caching/keep-answers';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { type AskingApp, type GrantingInstallation, type PermissionGap, permissionGapOf } from './app-permissions.ts';
import { assertReadableKey } from './assert-readable-key.ts';
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
  /** Rate limits shared by all processes; none by default. */
  budget?: RequestBudget;
  /** Timeout of each request; 15 s by default. */
  requestLimitMs?: number;
  /** The HTTP client; Node's own by default. */
  fetch?: typeof fetch;
}

export interface GitHubApp {
  /** The App's login when it acts: `slug[bot]`. */
  login(): Promise<string>;
  /** Host (and port) that GitHub sends webhooks to; null when the App has no webhook. It can change at any time. */
  hookHost(): Promise<string | null>;
  /** @throws AppError `not_found` when the App is not installed on the repository's account. */
  repository(fullName: RepoFullName): Promise<RepositoryClient>;
  /**
   * Full names of the account's repositories that the App is installed on. @throws AppError `not_found` when it is not
   * installed.
   */
  repositoriesOf(account: string): Promise<string[]>;
  /**
   * Whether this login is an active member of the team; false where GitHub does not know either.
   * @throws AppError `github_refused` where the App may not read members.
   */
  isInTeam(team: { organization: string; slug: string }, login: string): Promise<boolean>;
  /** What the account has not granted that our requests need; null where nothing is missing. */
  permissionGap(account: string): Promise<PermissionGap | null>;
  /** The same for all accounts that the App is installed on. */
  permissionGaps(): Promise<PermissionGap[]>;
  /** The kept id of the account's installation may be out of date. */
  forgetInstallation(account: string): void;
  /** What GitHub sent to the App. */
  hookDeliveries: HookDeliveries;
}

export interface ConnectedGitHubApp extends GitHubApp {
  passThrough: GitHubPassThrough;
}

const KEEP_MS = 5 * 60_000;
const TOKEN_ROUTE = '/access_tokens';

/** @throws AppError `invalid_config` when no request could be signed with the key. */
export function connectGitHubApp({ appId, privateKey, ...options }: GitHubAppOptions): ConnectedGitHubApp {
  assertReadableKey(privateKey);
  const defaults = {
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    ...(options.budget ? { budget: options.budget } : {}),
    ...(options.requestLimitMs === undefined ? {} : { requestLimitMs: options.requestLimitMs }),
    ...(options.fetch ? { request: { fetch: options.fetch } } : {}),
  };
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults(defaults) });
  const octokit = app.octokit as unknown as OctokitClient;
  const answers = createAnswerCache();
  const installationKey = (account: string) => `installation of ${account.toLowerCase()}`;
  const installationOf = (account: string) =>
    answers.read(installationKey(account), KEEP_MS, () => findInstallation(octokit, account));
  const refreshed = createTokenRefresh();
  const installed = async (owner: string): Promise<OctokitClient> => {
    const client = (await app.getInstallationOctokit((await installationOf(owner)).id)) as unknown as OctokitClient;
    // a removed installation gets no token: the account may have a new one
    await refreshed.before(owner, () => client.auth({ type: 'installation', refresh: true }));
    client.hook.error('request', (error) => {
      if (error instanceof AppError && String(error.context.request).includes(TOKEN_ROUTE))
        answers.forget(installationKey(owner));
      if (error instanceof AppError && error.context.missingPermission !== undefined) refreshed.request(owner);
      throw error;
    });
    return client;
  };
  const readLogin = async (): Promise<string> => {
    const { data } = await octokit.request('GET /app');
    return `${data?.slug}[bot]`;
  };
  const readApp = async () => (await octokit.request('GET /app')).data as AskingApp;
  const readHookHost = async (): Promise<string | null> => {
    const { data } = await octokit.request('GET /app/hook/config');
    return data.url && URL.canParse(data.url) ? new URL(data.url).host : null;
  };
  return {
    passThrough: passThrough(app as unknown as App),
    hookDeliveries: hookDeliveries(octokit),
    login: () => answers.read('login', KEEP_MS, readLogin),
    hookHost: () => answers.read('hook host', KEEP_MS, readHookHost),
    repository: async (fullName) => repositoryClient(await installed(fullName.owner), fullName),
    async repositoriesOf(account) {
      const client = await installed(account);
      const repositories = await client.paginate('GET /installation/repositories', { per_page: 100 });
      return repositories.map((repository) => repository.full_name);
    },
    async isInTeam({ organization: org, slug: team_slug }, username) {
      const client = await installed(org);
      const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
      const { data } = await client.request(route, { org, team_slug, username }).catch((error: unknown) => {
        if (refusalStatus(error) === 404) return { data: { state: 'none' } };
        throw error;
      });
      return data.state === 'active';
    },
    async permissionGap(account) {
      const [asking, installation] = [await answers.read('app', KEEP_MS, readApp), await installationOf(account)];
      return permissionGapOf(asking, installation);
    },
    async permissionGaps() {
      const asking = await readApp();
      const installations = await octokit.paginate('GET /app/installations', { per_page: 100 });
      return installations.flatMap((one) => permissionGapOf(asking, one as GrantingInstallation) ?? []);
    },
    forgetInstallation: (account) => answers.forget(installationKey(account)),
  };
}

async function findInstallation(
  octokit: OctokitClient,
  account: string,
): Promise<GrantingInstallation & { id: number }> {
  try {
    const { data } = await octokit.request('GET /users/{username}/installation', { username: account });
    return { ...(data as GrantingInstallation), id: Number(data.id) };
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    throw new AppError(
      'not_found',
      `The GitHub App is not installed on ${account}: an owner of it can install the App in the account’s settings.`,
    );
  }
}

const REFRESH_AT_MOST_EVERY_MS = 60_000;

/**
 * A token keeps the permissions that it was made with, for an hour: after a refusal for want of one, the next client
 * gets a new token, at most once a minute.
 */
function createTokenRefresh() {
  const wanted = new Set<string>();
  const refreshedAt = new Map<string, number>();
  return {
    request(account: string): void {
      if (Date.now() - (refreshedAt.get(account) ?? 0) > REFRESH_AT_MOST_EVERY_MS) wanted.add(account);
    },
    async before(account: string, refresh: () => Promise<unknown>): Promise<void> {
      if (!wanted.delete(account)) return;
      refreshedAt.set(account, Date.now());
      await refresh();
    },
  };
}
