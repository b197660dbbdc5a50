import { createHash, timingSafeEqual } from 'node:crypto';
import { findApiKey } from '@pangeo-forge/db/keys/api-key';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import type { Caller } from './caller.ts';

const ADMIN: Caller = { owner: 'config key', scopes: new Set(['admin']), bakery: null };

/**
 * Who presents this key; null when none was given.
 * @throws AppError `unauthenticated` for a key that is not known, revoked or expired, `rate_limited` for who has tried too many of them.
 */
export async function authenticate(
  parts: Pick<RouteParts, 'database' | 'apiKey' | 'limits'>,
  key: string | undefined,
  client: string,
): Promise<Caller | null> {
  if (!key) return null;
  if (isSame(key, parts.apiKey)) return ADMIN;
  await parts.limits.assertWithin('wrong keys', client);
  const known = await findApiKey(parts.database.pool, key);
  if (known) return { owner: `${known.owner} (${known.prefix})`, scopes: new Set(known.scopes), bakery: known.bakery };
  await parts.limits.spend('wrong keys', client);
  throw new AppError('unauthenticated', 'Invalid API Key');
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
