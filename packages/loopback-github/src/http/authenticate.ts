import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../store/actor.ts';
import type { World } from '../store/world.ts';
import { ApiError } from './api-error.ts';
import { appOfJsonWebToken } from './json-web-token.ts';

/** Who sends a request: `Authorization: Bearer|token X`, or Basic with the token as password (git). */
export function authenticate(world: World, headers: IncomingHttpHeaders): Actor {
  const credential = credentialOf(headers.authorization);
  if (credential === undefined) return { kind: 'anonymous' };
  if (credential.split('.').length === 3 && !credential.startsWith('gh')) {
    return { kind: 'app', app: appOfJsonWebToken(credential, world.apps.values(), world.now()) };
  }
  const known = world.tokens.get(credential);
  if (!known || (known.expiresAt && known.expiresAt <= world.now())) throw new ApiError(401, 'Bad credentials');
  const { actor } = known;
  if (actor.kind === 'installation') {
    if (!world.installations.has(actor.installation.id)) throw new ApiError(401, 'Bad credentials');
    if (actor.installation.suspendedAt) throw new ApiError(403, 'This installation has been suspended');
  }
  return actor;
}

function credentialOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return value || undefined;
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(/:(.*)/s);
  return password && password !== 'x-oauth-basic' ? password : user;
}
