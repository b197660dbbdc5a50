import { verify } from 'node:crypto';
import type { App } from '../store/account.ts';
import { ApiError } from './api-error.ts';

const LONGEST_LIFE_S = 600;
const CLOCK_SKEW_S = 60;

/**
 * The App a JSON Web Token speaks for. As GitHub: RS256, `iat` not in the future, `exp` not past and at most ten
 * minutes ahead.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appOfJsonWebToken(token: string, apps: Iterable<App>, now: Date): App {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = decode(payload);
  if (decode(header)?.alg !== 'RS256' || !claims) throw undecodable();
  const app = [...apps].find(({ id, clientId }) => String(claims.iss) === String(id) || claims.iss === clientId);
  if (!app) throw new ApiError(404, 'Integration not found');
  if (
    !verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), app.publicKeyPem, Buffer.from(signature, 'base64url'))
  ) {
    throw undecodable();
  }
  const nowS = now.getTime() / 1000;
  if (!Number.isInteger(claims.exp))
    throw badClaim(
      'Expiration time',
      'exp',
      'must be a numeric value representing the future time at which the assertion expires',
    );
  if (!Number.isInteger(claims.iat))
    throw badClaim('Issued at', 'iat', 'must be an Integer representing the time that the assertion was issued');
  if ((claims.exp as number) <= nowS)
    throw badClaim(
      'Expiration time',
      'exp',
      'must be a numeric value representing the future time at which the assertion expires',
    );
  if ((claims.exp as number) > nowS + LONGEST_LIFE_S + 1)
    throw badClaim('Expiration time', 'exp', 'is too far in the future');
  if ((claims.iat as number) > nowS + CLOCK_SKEW_S)
    throw badClaim('Issued at', 'iat', 'must be an Integer representing the time that the assertion was issued');
  return app;
}

const undecodable = (): ApiError => new ApiError(401, 'A JSON web token could not be decoded');
const badClaim = (name: string, claim: string, rule: string): ApiError =>
  new ApiError(401, `'${name}' claim ('${claim}') ${rule}`);

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
