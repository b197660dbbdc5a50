import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';

/** An Express application with what every service has: no framework header, and a request id on each answer. */
export function createHttpApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((request, response, next) => {
    const given = request.get('x-request-id');
    response.locals.requestId = given && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
    response.set('x-request-id', response.locals.requestId as string);
    next();
  });
  return app;
}
