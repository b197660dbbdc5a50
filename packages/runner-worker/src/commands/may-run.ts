import type { RepositoryRole } from '@pangeo-forge/github/repository-settings';
import type { RunPermission } from '../registry/orchestrator.ts';

const RANK: Record<RepositoryRole, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Whether the role on the repository is enough for commands that run things. */
export function mayRun(role: RepositoryRole, needed: RunPermission): boolean {
  return needed === 'anyone' || RANK[role] >= RANK[needed];
}
