import { hashApiKey } from '@pangeo-forge/shared/keys/hash-api-key';
import type { Queryable } from '../transaction.ts';
import { API_KEY_COLUMNS, type ApiKey } from './api-key.ts';

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
