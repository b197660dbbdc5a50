import express, { type Express } from 'express';
import { requestIdOf } from './request-id.ts';

/** An Express application with what every service has: no framework header, and a request id on each answer. */
export function createHttpApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((request, response, next) => {
    response.locals.requestId = requestIdOf(request.headers['x-request-id']);
    response.set('x-request-id', response.locals.requestId as string);
    next();
  });
  return app;
}
