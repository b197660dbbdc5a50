import type { RequestHandler } from 'express';
import type { Asset } from './build-assets.ts';

/** A file whose name tells its content: kept by browsers for a year. */
export function sendAsset({ type, bodies }: Asset): RequestHandler {
  return (request, response) => {
    const accepted = request.acceptsEncodings('br', 'gzip', 'identity');
    const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
    response.set({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    });
    response.end(bodies[encoding]);
  };
}
