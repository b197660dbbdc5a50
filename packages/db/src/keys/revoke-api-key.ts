import { writeJournal } from '../journal/write-journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { API_KEY_COLUMNS, type ApiKey } from './api-key.ts';

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
