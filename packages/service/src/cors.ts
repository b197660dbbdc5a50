import type { RequestHandler } from 'express';

const METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
const READABLE_HEADERS = 'ETag, Link, Retry-After, X-Request-Id, X-Total-Count, X-Total-Count-Estimated';
const PREFLIGHT_SECONDS = '600';

/** Any site may read every answer, errors and redirects too; a preflight is answered here. */
export const cors: RequestHandler = (request, response, next) => {
  response.set('access-control-allow-origin', '*');
  response.set('access-control-expose-headers', READABLE_HEADERS);
  if (request.method !== 'OPTIONS' || !request.get('access-control-request-method')) {
    next();
    return;
  }
  response.set({
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': request.get('access-control-request-headers') ?? '*',
    'access-control-max-age': PREFLIGHT_SECONDS,
    vary: 'Access-Control-Request-Headers',
  });
  response.status(200).type('text/plain').send('OK');
};
