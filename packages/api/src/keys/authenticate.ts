import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import type { Caller } from './caller.ts';

const ADMIN: Caller = { owner: 'config key', scopes: new Set(['admin']), bakery: null };

/**
 * Who presents this key; null when none was given.
 * @throws AppError `unauthenticated` for a key that is not known, revoked or expired.
 */
export async function authenticate(parts: RouteParts, key: string | undefined): Promise<Caller | null> {
  if (!key) return null;
  if (isSame(key, parts.apiKey)) return ADMIN;
  throw new AppError('unauthenticated', 'Invalid API Key');
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
