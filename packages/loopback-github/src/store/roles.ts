import type { Account } from './account.ts';
import type { Repository, Role } from './repository.ts';

const RANK: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** The highest of all grants; everybody reads a public repository. `undefined` is no access. */
export function roleOf(repository: Repository, account: Account): Role | undefined {
  const login = account.login.toLowerCase();
  const { owner } = repository;
  if (owner === account || owner.members.get(login)?.role === 'admin') return 'admin';
  const granted = repository.collaborators.get(login);
  if (granted) return granted;
  return !repository.isPrivate || owner.members.has(login) ? 'read' : undefined;
}

export function hasRole(repository: Repository, account: Account, atLeast: Role): boolean {
  const role = roleOf(repository, account);
  return role !== undefined && RANK[role] >= RANK[atLeast];
}

/**
 * How GitHub describes an author to others. Members whose membership is private are not
 * shown as members, even to an App with Members: read.
 */
export function authorAssociation(repository: Repository, author: Account): string {
  const login = author.login.toLowerCase();
  if (repository.owner === author) return 'OWNER';
  if (repository.owner.members.get(login)?.isPublic) return 'MEMBER';
  if (repository.collaborators.has(login)) return 'COLLABORATOR';
  const contributed = [...repository.issues.values()].some((issue) => issue.author === author && issue.pull?.mergedAt);
  return contributed ? 'CONTRIBUTOR' : 'NONE';
}
