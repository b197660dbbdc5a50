export type OrganizationRole = 'admin' | 'member';

/** A user, an organization, or the bot user through which an App acts. */
export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
  createdAt: Date;
  /** Members of an organization by lower-case login; empty for users. */
  members: Map<string, { role: OrganizationRole; isPublic: boolean }>;
  /** Teams of an organization by slug: their members' logins in lower case. */
  teams: Map<string, Set<string>>;
}

export type PermissionLevel = 'read' | 'write' | 'admin';
export type Permissions = Record<string, PermissionLevel>;

/** A registered GitHub App. */
export interface App {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  clientSecret: string;
  /** Where browsers may be sent back to after signing in. */
  callbackUrls: string[];
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
  /** What the account's owner granted, which may be less than the App asks for by now. */
  permissions: Permissions;
  suspendedAt: Date | null;
  suspendedBy: Account | null;
  createdAt: Date;
}
