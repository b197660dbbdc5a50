import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key-scopes';

/** A row of `api_key`, without what could open anything. */
export interface ApiKey {
  id: number;
  prefix: string;
  owner: string;
  scopes: ApiKeyScope[];
  /** The key works for runs of this bakery only. */
  bakery: string | null;
  /** Times are UTC, ISO 8601. */
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

const iso = (column: string, name: string) =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "${name}"`;

export const API_KEY_COLUMNS = [
  'id, prefix, owner, scopes, bakery',
  iso('created_at', 'createdAt'),
  iso('expires_at', 'expiresAt'),
  iso('last_used_at', 'lastUsedAt'),
  iso('revoked_at', 'revokedAt'),
].join(', ');
