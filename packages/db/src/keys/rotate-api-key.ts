import type { Queryable } from '../transaction.ts';
import { API_KEY_COLUMNS, type ApiKey } from './api-key.ts';
import { createApiKey } from './create-api-key.ts';

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
