import { createHash, randomBytes } from 'node:crypto';

/** What a key of the REST API can allow; `admin` allows everything. */
export const API_KEY_SCOPES = [
  'admin',
  'bakeries:write',
  'feedstocks:write',
  'runs:write',
  'logs:read',
  'ops',
] as const;

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

export interface GeneratedApiKey {
  /** Shown once, to the one who created it. */
  key: string;
  /** Identifies the key in lists and in the database. */
  prefix: string;
  hash: string;
}

/** `pf_{prefix}_{secret}`, with 256 random bits. */
export function generateApiKey(): GeneratedApiKey {
  const prefix = `pf_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashApiKey(key) };
}

/** What is stored of a key. One round of SHA-256 is enough for a random secret. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
