import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { escape, page } from '../ops/ops-page.ts';

export interface Message {
  status: number;
  title: string;
  text: string;
  /** Where the reader goes next. */
  next?: { href: string; label: string };
}

/** A page of a few sentences, for what cannot be shown where it was asked for. */
export function sendMessage(response: Response, { status, title, text, next }: Message): void {
  const link = next ? `<p><a href="${escape(next.href)}">${escape(next.label)}</a></p>` : '';
  response.status(status).type('html');
  response.send(
    page({
      title,
      links: [['/dashboard', 'Dashboard']],
      body: `<h1>${escape(title)}</h1><div class="card" role="alert"><p>${escape(text)}</p>${link}</div>`,
    }),
  );
}

/** Failures that a person can read become a page; a page of a browser's session is kept by nobody. */
export function asPage(
  logger: Logger,
  handle: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    response.set({ 'cache-control': 'no-store', vary: 'Cookie' });
    response.removeHeader('access-control-allow-origin');
    try {
      await handle(request, response);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.status >= 500) logger.error({ err: error, context: error.context }, 'a page failed');
      const retryAfterMs = error.context['retryAfterMs'];
      if (error.status === 429 && typeof retryAfterMs === 'number')
        response.set('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
      sendMessage(response, { status: error.status, title: 'Nothing was done', text: error.publicMessage });
    }
  };
}
