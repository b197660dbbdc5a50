import { randomBytes } from 'node:crypto';
import { hashApiKey } from './hash-api-key.ts';

export interface GeneratedApiKey {
  /** Shown once, to whoever asked for it. */
  key: string;
  /** Names the key in lists, and finds its row. */
  prefix: string;
  hash: string;
}

/** `pf_{prefix}_{secret}`, with 256 bits of chance. */
export function generateApiKey(): GeneratedApiKey {
  const prefix = `pf_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashApiKey(key) };
}
