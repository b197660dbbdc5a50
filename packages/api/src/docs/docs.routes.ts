import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import type { Route } from '../http/define-route.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { type ApiDescription, docsPage } from './docs-page.ts';

const TRY_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Try the Pangeo Forge API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Tags can be linked to: `/docs/try#/logs`. */
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/**
 * `/openapi.json`, `/docs` to read it, and `/docs/try` to try it in Swagger UI, whose markup is not accessible enough
 * for reading: all from this host, no CDN. Tags and operations can be linked to: `/docs#/logs`.
 */
export function docsRoutes(routes: readonly Route[]): Router {
  const router = Router();
  const assets = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')));
  let described: { json: string; page: string } | undefined;
  const describe = () => {
    const description = described ? null : describeApi(routes);
    return (described ??= { json: JSON.stringify(description), page: docsPage(description as ApiDescription) });
  };
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(describe().json);
  });
  router.get('/docs', (_request, response) => void response.type('html').send(describe().page));
  router.get('/docs/try', (_request, response) => void response.type('html').send(TRY_PAGE));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  router.use('/docs/assets', express.static(assets, { index: false, maxAge: '1h' }));
  return router;
}
