import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under one of the secrets; in constant time. Two
 * secrets are valid while one replaces the other.
 */
export function isSignedBy(secrets: readonly string[], rawBody: Buffer, signature: string): boolean {
  const given = SIGNATURE.exec(signature)?.[1];
  if (!given) return false;
  const expected = Buffer.from(given, 'hex');
  let valid = false;
  for (const secret of secrets) {
    const digest = createHmac('sha256', secret).update(rawBody).digest();
    valid = timingSafeEqual(digest, expected) || valid;
  }
  return valid;
}
