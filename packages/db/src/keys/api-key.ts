import { type ApiKeyScope, generateApiKey, hashApiKey } from '@pangeo-forge/shared/keys/api-key';
import { type ExpressionBuilder, sql } from 'kysely';
import type { Row, Tables } from '../entities/tables.ts';
import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import { affected, all, build, first, iso, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** A row of `api_key`, without what could open anything. Times are UTC, ISO 8601. */
export interface ApiKey extends Pick<Row<'api_key'>, 'id' | 'prefix' | 'owner' | 'scopes' | 'bakery'> {
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

type OfKeys = ExpressionBuilder<Tables, 'api_key'>;

const columns = ({ ref }: OfKeys) =>
  [
    'id',
    'prefix',
    'owner',
    'scopes',
    'bakery',
    iso(ref('created_at'), 's').as('createdAt'),
    iso(ref('expires_at'), 's').as('expiresAt'),
    iso(ref('last_used_at'), 's').as('lastUsedAt'),
    iso(ref('revoked_at'), 's').as('revokedAt'),
  ] as const;

const isLive = ({ eb, and, or }: OfKeys) =>
  and([eb('revoked_at', 'is', null), or([eb('expires_at', 'is', null), eb('expires_at', '>', now)])]);

export function listApiKeys(db: Queryable): Promise<ApiKey[]> {
  return all(db, build.selectFrom('api_key').select(columns).orderBy('id'));
}

/** The row of a key that is neither revoked nor expired; null otherwise. That it was used is noted once a minute. */
export async function findApiKey(db: Queryable, key: string): Promise<ApiKey | null> {
  const found = await first(
    db,
    build.selectFrom('api_key').select(columns).where('hash', '=', hashApiKey(key)).where(isLive),
  );
  if (!found) return null;
  await affected(
    db,
    build
      .updateTable('api_key')
      .set({ last_used_at: now })
      .where('id', '=', found.id)
      .where(({ eb, or }) =>
        or([eb('last_used_at', 'is', null), eb('last_used_at', '<', sql<string>`now() - interval '1 minute'`)]),
      ),
  );
  return found;
}

/** The key of this prefix, while it is neither revoked nor expired. */
export function findLiveKey(db: Queryable, prefix: string): Promise<ApiKey | null> {
  return first(db, build.selectFrom('api_key').select(columns).where('prefix', '=', prefix).where(isLive));
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
  const expires_at = expiresAt?.toISOString() ?? null;
  const row = await first(
    db,
    build
      .insertInto('api_key')
      .values({ prefix, hash, owner, scopes: [...scopes], bakery, expires_at })
      .returning(columns),
  );
  const reason = `A key was made for ${owner} (${scopes.join(', ')}).`;
  const subject = formatSubject({ of: 'api_key', prefix });
  await writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
  return { key, row: row as ApiKey };
}

/**
 * A new key with the rights of the old one, which goes on for a while so that nobody is cut off. Null when there is no
 * such key, or it is revoked or expired. Call it in a transaction.
 * @param graceMs how long the old key still opens what it opened.
 */
export async function rotateApiKey(
  db: Queryable,
  prefix: string,
  graceMs: number,
  actor: string,
): Promise<{ key: string; row: ApiKey; old: ApiKey } | null> {
  const old = await first(
    db,
    build
      .updateTable('api_key')
      .set({ expires_at: sql<string>`least(expires_at, now() + ${graceMs} * interval '1 millisecond')` })
      .where('prefix', '=', prefix)
      .where(isLive)
      .returning(columns),
  );
  if (!old) return null;
  const { owner, scopes, bakery } = old;
  return { ...(await createApiKey(db, { owner, scopes, bakery }, actor)), old };
}

/**
 * From now on the key opens nothing. Null when there is no such key; harmless the second time. Call it in a
 * transaction.
 */
export async function revokeApiKey(db: Queryable, prefix: string, actor: string): Promise<ApiKey | null> {
  const revoked = await first(
    db,
    build
      .updateTable('api_key')
      .set({ revoked_at: sql<string>`coalesce(revoked_at, now())` })
      .where('prefix', '=', prefix)
      .returning(columns),
  );
  if (!revoked) return null;
  const reason = `The key of ${revoked.owner} was revoked.`;
  const subject = formatSubject({ of: 'api_key', prefix });
  await writeJournal(db, { kind: 'operation', subject, decision: 'changed', actor, reason });
  return revoked;
}
