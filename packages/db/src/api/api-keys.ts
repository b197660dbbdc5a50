import type { Queryable } from '../transaction.ts';

/** A key as it may be shown: its hash stays in the table, and the key itself is nowhere. */
export interface ApiKeyRecord {
  id: number;
  prefix: string;
  owner: string;
  scopes: string[];
  bakery: string | null;
  /** ISO 8601, UTC, as are the others. */
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface NewApiKey {
  prefix: string;
  hash: string;
  owner: string;
  scopes: readonly string[];
  bakery: string | null;
  /** ISO 8601; null: never. */
  expiresAt: string | null;
}

const time = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ${column}`;
const COLUMNS = `id, prefix, owner, scopes, bakery, ${['created_at', 'expires_at', 'last_used_at', 'revoked_at'].map(time).join(', ')}`;

export async function insertApiKey(db: Queryable, key: NewApiKey): Promise<ApiKeyRecord> {
  const { rows } = await db.query<ApiKeyRecord>(
    `insert into api_key (prefix, hash, owner, scopes, bakery, expires_at) values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    [key.prefix, key.hash, key.owner, key.scopes, key.bakery, key.expiresAt],
  );
  return rows[0] as ApiKeyRecord;
}

export async function listApiKeys(db: Queryable): Promise<ApiKeyRecord[]> {
  return (await db.query<ApiKeyRecord>(`select ${COLUMNS} from api_key order by id`)).rows;
}

/** The key of this hash, if it is neither revoked nor expired. Notes its use, to the minute. */
export async function useApiKey(db: Queryable, hash: string): Promise<ApiKeyRecord | null> {
  const { rows } = await db.query<ApiKeyRecord & { stale: boolean }>(
    `select ${COLUMNS}, last_used_at is null or last_used_at < now() - interval '1 minute' as stale from api_key
     where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [hash],
  );
  const key = rows[0];
  if (!key) return null;
  if (key.stale) await db.query('update api_key set last_used_at = now() where id = $1', [key.id]);
  return key;
}

export async function findApiKey(db: Queryable, id: number): Promise<ApiKeyRecord | null> {
  return (await db.query<ApiKeyRecord>(`select ${COLUMNS} from api_key where id = $1::bigint`, [id])).rows[0] ?? null;
}

/** Ends the key now, or for `afterSeconds` from now on; a key that ends sooner anyway keeps its end. */
export async function endApiKey(db: Queryable, id: number, afterSeconds: number): Promise<ApiKeyRecord | null> {
  const { rows } = await db.query<ApiKeyRecord>(
    `update api_key set
       revoked_at = case when $2::integer = 0 then coalesce(revoked_at, now()) else revoked_at end,
       expires_at = case when $2::integer > 0 then least(expires_at, now() + $2::integer * interval '1 second') else expires_at end
     where id = $1::bigint returning ${COLUMNS}`,
    [id, afterSeconds],
  );
  return rows[0] ?? null;
}
