import type { Webhooks } from '../webhooks/delivery.ts';
import type { Account, App, Installation } from './account.ts';
import type { Actor } from './actor.ts';
import { type PullRequestIssue, pullRequestsOf, type Repository } from './repository.ts';

/** The web application flow of Apps. */
export interface SignIns {
  /** Each code works once, for ten minutes, and for the request that it answered. */
  codes: Map<string, { app: App; account: Account; redirectUri: string; challenge: string | null; createdAt: Date }>;
  refreshTokens: Map<string, { app: App; account: Account; token: string; expiresAt: Date }>;
  /** `{app id} {account id}` of those who agreed once and are not asked again. */
  authorized: Set<string>;
}

/** The state of this GitHub, except the git objects. */
export interface World {
  serverUrl: string;
  apiUrl: string;
  rootDir: string;
  /** How long new items stay out of lists. */
  consistencyDelayMs: number;
  /** How long a webhook's receiver may take to answer. */
  webhookLimitMs: number;
  accounts: Map<string, Account>;
  apps: Map<number, App>;
  installations: Map<number, Installation>;
  tokens: Map<string, { actor: Actor; expiresAt: Date | null }>;
  /** One-time codes of the App manifest flow, and the App each one stands for. */
  manifestCodes: Map<string, { app: App; privateKeyPem: string; createdAt: Date }>;
  /** Of people who sign in with an App in a browser. */
  signIns: SignIns;
  repositories: Map<number, Repository>;
  /** Lower-case full name to id; former names stay until they are taken. */
  repositoryIds: Map<string, number>;
  webhooks: Webhooks;
  now(): Date;
  nextId(): number;
  /** Registers work that no request waits for, so that `stop` can wait for it. */
  inBackground(work: Promise<unknown>): void;
  backgroundDone(): Promise<void>;
}

export interface WorldOptions {
  serverUrl: string;
  rootDir: string;
  consistencyDelayMs: number;
  webhookLimitMs: number;
  now(): Date;
  createWebhooks(world: World): Webhooks;
}

export function createWorld({ createWebhooks, ...options }: WorldOptions): World {
  let lastId = 1000;
  const background = new Set<Promise<unknown>>();
  const world: Omit<World, 'webhooks'> = {
    ...options,
    apiUrl: `${options.serverUrl}/api/v3`,
    accounts: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    manifestCodes: new Map(),
    signIns: { codes: new Map(), refreshTokens: new Map(), authorized: new Set() },
    repositories: new Map(),
    repositoryIds: new Map(),
    nextId: () => ++lastId,
    inBackground(work) {
      const kept = work
        .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
        .finally(() => background.delete(kept));
      background.add(kept);
    },
    async backgroundDone() {
      while (background.size > 0) await Promise.all(background);
    },
  };
  return Object.assign(world, { webhooks: createWebhooks(world as World) });
}

/** The part of a list that eventual consistency already shows. */
export function visibleOnly<T extends { createdAt: Date }>(world: World, items: Iterable<T>): T[] {
  const newest = world.now().getTime() - world.consistencyDelayMs;
  return [...items].filter(({ createdAt }) => createdAt.getTime() <= newest);
}

/** Adds an account; logins are unique without regard to case, as on GitHub. */
export function addAccount(world: World, login: string, type: Account['type']): Account {
  if (findAccount(world, login)) throw new Error(`an account named ${login} exists already`);
  const account: Account = {
    id: world.nextId(),
    login,
    type,
    createdAt: world.now(),
    members: new Map(),
    teams: new Map(),
  };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

/** For callers inside the process. @throws with the login if it does not exist. */
export function accountNamed(world: World, login: string): Account {
  const account = findAccount(world, login);
  if (!account) throw new Error(`there is no account named ${login}: create it first`);
  return account;
}

/** The administrator of an account: an owner of the organization, or the user. */
export function administratorOf(world: World, account: Account): Account {
  const [owner] = [...account.members].find(([, { role }]) => role === 'admin') ?? [];
  return owner ? accountNamed(world, owner) : account;
}

export function findInstallation(world: World, app: App, account: Account): Installation | undefined {
  return [...world.installations.values()].find(
    (installation) => installation.app === app && installation.account === account,
  );
}

/** Looks a repository up by owner and name, without regard to case. */
export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const id = world.repositoryIds.get(`${owner}/${name}`.toLowerCase());
  return id === undefined ? undefined : world.repositories.get(id);
}

/** For callers inside the process. @throws with the name if it does not exist. */
export function repositoryNamed(world: World, repositoryFullName: string): Repository {
  const [owner = '', name = ''] = repositoryFullName.split('/');
  const repository = findRepository(world, owner, name);
  if (!repository) throw new Error(`there is no repository ${repositoryFullName}: create it first`);
  return repository;
}

export function repositoriesOf(world: World, owner: Account): Repository[] {
  return [...world.repositories.values()].filter((repository) => repository.owner === owner);
}

/** Open pull requests, in any repository, whose head is this branch. */
export function openPullRequestsFrom(
  world: World,
  head: Repository,
  branch: string,
): { base: Repository; issue: PullRequestIssue }[] {
  return [...world.repositories.values()].flatMap((base) =>
    pullRequestsOf(base)
      .filter(({ state, pull }) => state === 'open' && pull.headRepository === head && pull.headBranch === branch)
      .map((issue) => ({ base, issue })),
  );
}
