import { createHash } from 'node:crypto';

/** What is stored of a key. One round of SHA-256 is enough for what nobody can guess. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
