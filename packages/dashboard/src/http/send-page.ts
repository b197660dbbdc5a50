import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/**
 * Only what this host serves as files: no inline script or style, so that what slipped through the escaping could do
 * nothing.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const COMPRESSED_FROM_BYTES = 1_400;

export interface PageSettings {
  policy?: string;
  /** Whether pages differ by who is signed in, and whether somebody is. */
  readers?: 'one' | 'signed out' | 'signed in';
}

/** What is shown to one person is kept by no cache, and what is shown to the others is not taken for it. */
const CACHING = {
  one: { 'cache-control': 'no-cache', vary: 'accept-encoding' },
  'signed out': { 'cache-control': 'private, no-cache', vary: 'accept-encoding, cookie' },
  'signed in': { 'cache-control': 'private, no-store', vary: 'accept-encoding, cookie' },
} as const;

export function sendPage(
  request: Request,
  response: Response,
  { status, page }: { status: number; page: string },
  { policy = POLICY, readers = 'one' }: PageSettings = {},
): void {
  const body = Buffer.from(page);
  // weak: it is the same page in each encoding
  const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
  response.set({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...CACHING[readers],
    etag,
  });
  if (status === 200 && request.get('if-none-match') === etag) {
    response.status(304).end();
    return;
  }
  response.status(status);
  if (body.length < COMPRESSED_FROM_BYTES || request.acceptsEncodings('gzip') === false) {
    response.end(body);
    return;
  }
  response.set('content-encoding', 'gzip').end(gzipSync(body, { level: 5 }));
}
