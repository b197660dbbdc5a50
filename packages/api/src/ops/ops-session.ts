import { createHmac, timingSafeEqual } from 'node:crypto';
import { findLiveKey } from '@pangeo-forge/db/keys/api-key';
import type { Request } from 'express';
import type { RouteParts } from '../api-parts.ts';
import { type Caller, whyNoOperator } from '../keys/authorize.ts';

export const SESSION_COOKIE = 'pangeo_forge_ops';
export const SESSION_HOURS = 12;

/** Names the config file's key among the prefixes of the others. */
const CONFIG_KEY = 'config';

/** A cookie's value with the owner of the key and the expiry: signed, since the browser holds it. */
export function writeSession(parts: Pick<RouteParts, 'apiKey'>, prefix: string | null, now: number): string {
  const content = `${prefix ?? CONFIG_KEY}.${now + SESSION_HOURS * 3_600_000}`;
  return `${content}.${sign(parts, content)}`;
}

/** Who the request's session belongs to, if the key it was opened with still works and may operate; null otherwise. */
export async function readSession(parts: RouteParts, request: Request, now: number): Promise<Caller | null> {
  const cookie = new RegExp(`(?:^|; )${SESSION_COOKIE}=([\\w.-]+)`).exec(request.get('cookie') ?? '')?.[1] ?? '';
  const [prefix = '', until = '', signature = ''] = cookie.split('.');
  const expected = sign(parts, `${prefix}.${until}`);
  if (signature.length !== expected.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(expected)))
    return null;
  if (Number(until) < now) return null;
  if (prefix === CONFIG_KEY) return { owner: 'config key', scopes: new Set(['admin']), bakery: null };
  const key = await findLiveKey(parts.database.pool, prefix);
  const caller = key && { owner: `${key.owner} (${key.prefix})`, scopes: new Set(key.scopes), bakery: key.bakery };
  return caller && (await whyNoOperator(caller)) === null ? caller : null;
}

/** Another key in the config file ends all sessions. */
function sign({ apiKey }: Pick<RouteParts, 'apiKey'>, content: string): string {
  return createHmac('sha256', `session ${apiKey}`).update(content).digest('base64url');
}
