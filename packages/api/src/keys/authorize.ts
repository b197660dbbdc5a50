import { createHash, timingSafeEqual } from 'node:crypto';
import { findApiKey } from '@pangeo-forge/db/keys/api-key';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key';
import type { Request } from 'express';
import type { RouteParts } from '../api-parts.ts';
import { clientOf } from '../limits/request-limits.ts';

export type Access = 'public' | ApiKeyScope;

/**
 * The caller, before anything of the request is read: who has no access learns nothing about valid requests. Null on
 * public routes.
 * @throws AppError `forbidden` without a key or with one that lacks the scope, `unauthenticated` with a wrong one.
 */
export async function admit(
  access: Access,
  parts: Pick<RouteParts, 'database' | 'apiKey' | 'limits'>,
  request: Request,
): Promise<Caller | null> {
  if (access === 'public') return null;
  const caller = await authenticate(parts, request.get('x-api-key'), clientOf(request));
  if (!caller) throw new AppError('forbidden', 'Not authenticated');
  if (!mayDo(caller, access)) throw new AppError('forbidden', lacksScope(access));
  return caller;
}

/** The owner of a valid key. */
export interface Caller {
  /** Shown in the journal; never the key. */
  owner: string;
  scopes: ReadonlySet<ApiKeyScope>;
  /** The key works for runs of this bakery only. */
  bakery: string | null;
}

export function mayDo(caller: Caller, scope: ApiKeyScope): boolean {
  return caller.scopes.has('admin') || caller.scopes.has(scope);
}

/** @throws AppError `forbidden` when the caller's key is for another bakery. */
export function assertBakery(caller: Caller | null, bakery: string | null): void {
  if (caller && caller.bakery !== null && caller.bakery !== bakery) {
    throw new AppError('forbidden', `This API key is for the bakery ${caller.bakery} only.`);
  }
}

const ADMIN: Caller = { owner: 'config key', scopes: new Set(['admin']), bakery: null };

/**
 * The caller with this key; null without a key.
 * @throws AppError `unauthenticated` for an unknown, revoked or expired key, `rate_limited` after too many of them.
 */
export async function authenticate(
  parts: Pick<RouteParts, 'database' | 'apiKey' | 'limits'>,
  key: string | undefined,
  client: string,
): Promise<Caller | null> {
  if (!key) return null;
  // Before anything is compared: a client that guesses learns nothing more, not even from the right key.
  await parts.limits.assertWithin('wrong keys', client);
  if (isSame(key, parts.apiKey)) return ADMIN;
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

/** The message for a valid key without the scope. */
export function lacksScope(scope: ApiKeyScope): string {
  return `This API key lacks the scope ${scope}: ask an operator for one that has it.`;
}
