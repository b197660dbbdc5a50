import { createHash, timingSafeEqual } from 'node:crypto';
import { findApiKey } from '@pangeo-forge/db/keys/api-key';
import {
  type Authorization,
  authorize,
  holds,
  type Subject,
  type Who,
} from '@pangeo-forge/shared/authorization/authorize';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { ApiKeyScope } from '@pangeo-forge/shared/keys/api-key';
import type { Request } from 'express';
import type { RouteParts } from '../api-parts.ts';
import { clientOf } from '../limits/request-limits.ts';

/** What a route declares: the scope that the caller's key needs, and what the request concerns. */
export interface KeyAccess<Input> {
  scope: ApiKeyScope;
  /** `deployment`: more than one bakery, so a key for one bakery is refused. */
  about: 'deployment' | ((input: Input, parts: RouteParts) => Promise<Subject>);
}

/** `public`: no key needed. */
export type Access<Input> = 'public' | KeyAccess<Input>;

type AccessParts = Pick<RouteParts, 'database' | 'apiKey' | 'limits'>;

/**
 * The caller, before anything of the request is read: who has no access learns nothing about valid requests. Null on
 * public routes.
 * @param access what the route declares; a route that declares nothing is closed to everybody.
 * @throws AppError `forbidden` without a key or with one that lacks the scope, `unauthenticated` with a wrong one.
 */
export async function admit<Input>(
  access: Access<Input> | undefined,
  parts: AccessParts,
  request: Request,
): Promise<Caller | null> {
  if (access === 'public') return null;
  const caller = await authenticate(parts, request.get('x-api-key'), clientOf(request));
  if (access?.about === 'deployment') await assertAllowed(caller, access.scope, DEPLOYMENT);
  else if (!access || !caller || !holds(whoIs(caller), access.scope))
    await assertAllowed(caller, access?.scope, DEPLOYMENT);
  return caller;
}

/**
 * The second half, once the request is read.
 * @throws AppError `forbidden` when the request concerns more than the key is for.
 */
export async function assertConcerns<Input>(
  access: Access<Input> | undefined,
  parts: RouteParts,
  caller: Caller | null,
  input: Input,
): Promise<void> {
  if (access === 'public') return;
  const subject = typeof access?.about === 'function' ? await access.about(input, parts) : DEPLOYMENT;
  await assertAllowed(caller, access?.scope, subject);
}

export const DEPLOYMENT: Subject = { of: 'deployment' };

async function assertAllowed(caller: Caller | null, need: ApiKeyScope | undefined, subject: Subject): Promise<void> {
  const refusal = await whyRefused(caller, need, subject);
  if (refusal !== null) throw new AppError('forbidden', refusal);
}

/** A sentence for the owner of the key; null when it may. */
async function whyRefused(
  caller: Caller | null,
  need: ApiKeyScope | undefined,
  subject: Subject,
): Promise<string | null> {
  const who = caller?.login === undefined ? caller && whoIs(caller) : operatorBy(caller.login);
  const authorization = await authorize(who ?? { is: 'anybody' }, need, subject);
  return authorization.outcome === 'allowed' ? null : refusalText(caller, need, authorization.because);
}

/** Why the caller may not use the operators' pages, which show and switch everything; null when it may. */
export function whyNoOperator(caller: Caller | null): Promise<string | null> {
  return whyRefused(caller, 'ops', DEPLOYMENT);
}

function refusalText(caller: Caller | null, need: ApiKeyScope | undefined, because: Refusal): string {
  switch (because) {
    case 'unknown caller':
      return 'Not authenticated';
    case 'undeclared':
      return 'Nothing says who may do this, so nobody may.';
    case 'lacks the right':
      return `This API key lacks the scope ${need}: ask an operator for one that has it.`;
    case 'another subject':
      return `This API key is for the bakery ${caller?.bakery} only.`;
  }
}

type Refusal = (Authorization & { outcome: 'refused' })['because'];

function whoIs({ scopes, bakery }: Caller): Who & { is: 'key' } {
  return { is: 'key', scopes, bakery };
}

/** Nobody asks GitHub for rights of an operator: they are the configuration's. */
function operatorBy(_login: string): Who {
  return { is: 'login', has: () => Promise.resolve(false), isOperator: true };
}

/** The owner of a valid key, or an operator who signed in. */
export interface Caller {
  /** Who signed in with GitHub instead, as an operator. */
  login?: string;
  /** Shown in the journal; never the key. */
  owner: string;
  scopes: ReadonlySet<ApiKeyScope>;
  /** The key works for runs of this bakery only. */
  bakery: string | null;
}

const ADMIN: Caller = { owner: 'config key', scopes: new Set(['admin']), bakery: null };

/**
 * The caller with this key; null without a key.
 * @throws AppError `unauthenticated` for an unknown, revoked or expired key, `rate_limited` after too many of them.
 */
export async function authenticate(
  parts: AccessParts,
  key: string | undefined,
  client: string,
): Promise<Caller | null> {
  if (!key) return null;
  const caller = await parts.limits.attempt('wrong keys', client, key, () => ownerOf(parts, key));
  if (caller === null) throw new AppError('unauthenticated', 'Invalid API Key');
  return caller;
}

async function ownerOf({ database, apiKey }: AccessParts, key: string): Promise<Caller | null> {
  if (isSame(key, apiKey)) return ADMIN;
  const known = await findApiKey(database.pool, key);
  return known && { owner: `${known.owner} (${known.prefix})`, scopes: new Set(known.scopes), bakery: known.bakery };
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
