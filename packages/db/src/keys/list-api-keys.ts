import type { Queryable } from '../transaction.ts';
import { API_KEY_COLUMNS, type ApiKey } from './api-key.ts';

export async function listApiKeys(db: Queryable): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKey>(`select ${API_KEY_COLUMNS} from api_key order by id`);
  return rows;
}
