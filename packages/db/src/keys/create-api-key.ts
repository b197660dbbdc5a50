import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key-scopes';
import { generateApiKey } from '@pangeo-forge/shared/keys/generate-api-key';
import { writeJournal } from '../journal/write-journal.ts';
import { formatSubject } from '../names/subject.ts';
import type { Queryable } from '../transaction.ts';
import { API_KEY_COLUMNS, type ApiKey } from './api-key.ts';

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
