import { createHash, randomBytes } from 'node:crypto';

export interface KeyText {
  /** Shown once, to whoever asked for it. */
  key: string;
  /** Names the key wherever it is listed. */
  prefix: string;
  hash: string;
}

/** A new key: 256 random bits, so that its plain SHA-256 tells nothing of it. */
export function newKeyText(): KeyText {
  const prefix = `pf_${randomBytes(5).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashOfKey(key) };
}

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
