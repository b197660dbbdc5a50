import type { Request } from 'express';

/** Whom limits are counted for: the address that asks, as the `trust proxy` setting of the application tells. */
export function clientOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown';
}
