import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';

/** An Express application as every service has it: no framework header, and a request id on each answer. */
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

const ACCEPTABLE = /^[\w.-]{1,128}$/;

/** Connects an answer with its lines in the log: the id from the client or the proxy in front, or a new one. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
}
