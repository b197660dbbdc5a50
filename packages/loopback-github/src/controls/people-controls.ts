import { randomBytes } from 'node:crypto';
import { accountNamed, addAccount, type World } from '../store/world.ts';
import type { OrganizationRole } from '../store/account.ts';

export interface PeopleControls {
  /** A user, and a token that acts as that user through the REST API and git. */
  createUser(login: string): { login: string; id: number; token: string };
  /** An organization; members and owners must exist. Memberships are private, as they are on GitHub until published. */
  createOrganization(
    login: string,
    people?: { members?: string[]; owners?: string[]; publicMembers?: string[] },
  ): { login: string; id: number };
  /** Tokens of people who signed in with an App, that have not ended. */
  userTokens(): string[];
  /** A team of an organization, or its new members. */
  setTeam(organization: string, slug: string, members: string[]): void;
}

export function peopleControls(world: World): PeopleControls {
  return {
    createUser(login) {
      const account = addAccount(world, login, 'User');
      const token = `ghp_${randomBytes(18).toString('hex')}`;
      world.tokens.set(token, { actor: { kind: 'user', account }, expiresAt: null });
      return { login, id: account.id, token };
    },
    createOrganization(login, { members = [], owners = [], publicMembers = [] } = {}) {
      const organization = addAccount(world, login, 'Organization');
      const add = (names: string[], role: OrganizationRole): void => {
        for (const name of names) {
          const account = accountNamed(world, name);
          organization.members.set(account.login.toLowerCase(), { role, isPublic: publicMembers.includes(name) });
        }
      };
      add([...members, ...publicMembers], 'member');
      add(owners, 'admin');
      return { login, id: organization.id };
    },
    userTokens: () =>
      [...world.tokens].flatMap(([token, { actor, expiresAt }]) =>
        actor.kind === 'user' && actor.via && (expiresAt ?? world.now()) > world.now() ? [token] : [],
      ),
    setTeam(organization, slug, members) {
      const logins = members.map((login) => accountNamed(world, login).login.toLowerCase());
      accountNamed(world, organization).teams.set(slug, new Set(logins));
    },
  };
}
