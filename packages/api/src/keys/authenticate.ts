import { timingSafeEqual } from 'node:crypto';
import { useApiKey } from '@pangeo-forge/db/api/api-keys';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import { type Caller, isScope } from './caller.ts';
import { hashOfKey } from './key-text.ts';

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
  const hash = hashOfKey(key);
  if (timingSafeEqual(Buffer.from(hash), Buffer.from(hashOfKey(parts.apiKey)))) return ADMIN;
  await parts.limits.assertWithin('wrong keys', client);
  const known = await useApiKey(parts.database.pool, hash);
  if (known)
    return {
      owner: `${known.owner} (${known.prefix})`,
      scopes: new Set(known.scopes.filter(isScope)),
      bakery: known.bakery,
    };
  await parts.limits.spend('wrong keys', client);
  throw new AppError('unauthenticated', 'Invalid API Key');
}
