import type { World } from './world.ts';

export type OrganizationRole = 'admin' | 'member';

/** A user, an organization, or the bot user through which an App acts. */
export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
  createdAt: Date;
  /** Members of an organization by lower-case login; empty for users. */
  members: Map<string, { role: OrganizationRole; isPublic: boolean }>;
}

/** Adds an account; logins are unique without regard to case, as on GitHub. */
export function addAccount(world: World, login: string, type: Account['type']): Account {
  if (findAccount(world, login)) throw new Error(`an account named ${login} exists already`);
  const account: Account = { id: world.nextId(), login, type, createdAt: world.now(), members: new Map() };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

/** For callers inside the process: names the login that does not exist. */
export function accountNamed(world: World, login: string): Account {
  const account = findAccount(world, login);
  if (!account) throw new Error(`there is no account named ${login}: create it first`);
  return account;
}

/** Who acts for an account: an owner of the organization, or the user. */
export function administratorOf(world: World, account: Account): Account {
  const [owner] = [...account.members].find(([, { role }]) => role === 'admin') ?? [];
  return owner ? accountNamed(world, owner) : account;
}
