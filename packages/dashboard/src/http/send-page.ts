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

export function sendPage(request: Request, response: Response, status: number, page: string, policy = POLICY): void {
  const body = Buffer.from(page);
  // weak: it is the same page in each encoding
  const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
  response.set({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
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
