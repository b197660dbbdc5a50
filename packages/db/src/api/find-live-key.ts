import { API_KEY_COLUMNS, type ApiKey } from '../keys/api-key.ts';
import type { Queryable } from '../transaction.ts';

/** The key of this prefix, while it is neither revoked nor expired. */
export async function findLiveKey(db: Queryable, prefix: string): Promise<ApiKey | null> {
  const { rows } = await db.query<ApiKey>(
    `select ${API_KEY_COLUMNS} from api_key
     where prefix = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [prefix],
  );
  return rows[0] ?? null;
}
