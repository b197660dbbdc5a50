import { type ApiKeyScope, generateApiKey, hashApiKey } from '@pangeo-forge/shared/keys/api-key';
import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';

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

/** The key of this prefix, while it is neither revoked nor expired. */
export async function findLiveKey(db: Queryable, prefix: string): Promise<ApiKey | null> {
  const { rows } = await db.query<ApiKey>(
    `select ${API_KEY_COLUMNS} from api_key
     where prefix = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [prefix],
  );
  return rows[0] ?? null;
}

/** The row of a key that is neither revoked nor expired; null otherwise. That it was used is noted once a minute. */
export async function findApiKey(db: Queryable, key: string): Promise<ApiKey | null> {
  const { rows } = await db.query<ApiKey>(
    `select ${API_KEY_COLUMNS} from api_key
     where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [hashApiKey(key)],
  );
  const found = rows[0];
  if (!found) return null;
  await db.query(
    `update api_key set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [found.id],
  );
  return found;
}

export async function listApiKeys(db: Queryable): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKey>(`select ${API_KEY_COLUMNS} from api_key order by id`);
  return rows;
}

export interface NewApiKey {
  owner: string;
  scopes: readonly ApiKeyScope[];
  bakery?: string | null;
  expiresAt?: Date | null;
}

/** The key itself is answered once, and only its hash is kept. Call it in a transaction. */
export async function createApiKey(
  db: Queryable,
  { owner, scopes, bakery = null, expiresAt = null }: NewApiKey,
  actor: string,
): Promise<{ key: string; row: ApiKey }> {
  const { key, prefix, hash } = generateApiKey();
  const { rows } = await db.query<ApiKey>(
    `insert into api_key (prefix, hash, owner, scopes, bakery, expires_at) values ($1, $2, $3, $4, $5, $6)
     returning ${API_KEY_COLUMNS}`,
    [prefix, hash, owner, scopes, bakery, expiresAt],
  );
  const reason = `A key was made for ${owner} (${scopes.join(', ')}).`;
  const subject = formatSubject({ of: 'api_key', prefix });
  await writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
  return { key, row: rows[0] as ApiKey };
}

/**
 * A new key with the rights of the old one, which goes on for a while so that nobody is cut off. Null when there is no such key, or it is revoked or
 * expired. Call it in a transaction.
 * @param graceMs how long the old key still opens what it opened.
 */
export async function rotateApiKey(
  db: Queryable,
  prefix: string,
  graceMs: number,
  actor: string,
): Promise<{ key: string; row: ApiKey; old: ApiKey } | null> {
  const { rows } = await db.query<ApiKey>(
    `update api_key set expires_at = least(expires_at, now() + $2 * interval '1 millisecond')
     where prefix = $1 and revoked_at is null and (expires_at is null or expires_at > now()) returning ${API_KEY_COLUMNS}`,
    [prefix, graceMs],
  );
  const old = rows[0];
  if (!old) return null;
  const { owner, scopes, bakery } = old;
  return { ...(await createApiKey(db, { owner, scopes, bakery }, actor)), old };
}

/** From now on the key opens nothing. Null when there is no such key; harmless the second time. Call it in a transaction. */
export async function revokeApiKey(db: Queryable, prefix: string, actor: string): Promise<ApiKey | null> {
  const { rows } = await db.query<ApiKey>(
    `update api_key set revoked_at = coalesce(revoked_at, now()) where prefix = $1 returning ${API_KEY_COLUMNS}`,
    [prefix],
  );
  if (!rows[0]) return null;
  const reason = `The key of ${rows[0].owner} was revoked.`;
  const subject = formatSubject({ of: 'api_key', prefix });
  await writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
  return rows[0];
}
