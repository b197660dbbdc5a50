import type { Webhooks } from '../webhooks/create-webhooks.ts';
import type { Account } from './account.ts';
import type { Actor } from './actor.ts';
import type { App, Installation } from './app.ts';
import type { Repository } from './repository.ts';

/** Everything this GitHub knows, but for the git objects. */
export interface World {
  serverUrl: string;
  apiUrl: string;
  rootDir: string;
  /** How long what was just created stays out of lists. */
  consistencyDelayMs: number;
  /** How long a webhook's receiver may take to answer. */
  webhookLimitMs: number;
  accounts: Map<string, Account>;
  apps: Map<number, App>;
  installations: Map<number, Installation>;
  tokens: Map<string, { actor: Actor; expiresAt: Date | null }>;
  /** One-time codes of the App manifest flow, and the App each one stands for. */
  manifestCodes: Map<string, { app: App; privateKeyPem: string; createdAt: Date }>;
  repositories: Map<number, Repository>;
  /** Lower-case full name to id; former names stay until somebody takes them. */
  repositoryIds: Map<string, number>;
  webhooks: Webhooks;
  now(): Date;
  nextId(): number;
  /** Keeps work that no request waits for, so that `stop` can. */
  inBackground(work: Promise<unknown>): void;
  settled(): Promise<void>;
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
    repositories: new Map(),
    repositoryIds: new Map(),
    nextId: () => ++lastId,
    inBackground(work) {
      const kept = work
        .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
        .finally(() => background.delete(kept));
      background.add(kept);
    },
    async settled() {
      while (background.size > 0) await Promise.all(background);
    },
  };
  return Object.assign(world, { webhooks: createWebhooks(world as World) });
}

/** The part of a list that eventual consistency already shows. */
export function settledOnly<T extends { createdAt: Date }>(world: World, items: Iterable<T>): T[] {
  const newest = world.now().getTime() - world.consistencyDelayMs;
  return [...items].filter(({ createdAt }) => createdAt.getTime() <= newest);
}
