import type { Account } from './account.ts';
import type { World } from './world.ts';

export type PermissionLevel = 'read' | 'write' | 'admin';
export type Permissions = Record<string, PermissionLevel>;

/** A registered GitHub App. */
export interface App {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  owner: Account;
  /** The account `slug[bot]` that is the author of what the App does. */
  bot: Account;
  publicKeyPem: string;
  permissions: Permissions;
  events: string[];
  hook: { id: number; url: string; secret: string; contentType: string; insecureSsl: string };
  externalUrl: string;
  createdAt: Date;
}

/** An App on an account. */
export interface Installation {
  id: number;
  app: App;
  account: Account;
  /** The chosen repositories' ids; `all` follows the account's repositories. */
  repositories: 'all' | Set<number>;
  suspendedAt: Date | null;
  suspendedBy: Account | null;
  createdAt: Date;
}

export function findInstallation(world: World, app: App, account: Account): Installation | undefined {
  return [...world.installations.values()].find(
    (installation) => installation.app === app && installation.account === account,
  );
}
