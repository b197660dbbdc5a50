import { Router } from 'express';

/** Each check throws when its part is not ready. Keys are told to the world: names of parts, nothing more. */
export type ReadinessChecks = Record<string, () => Promise<unknown>>;

const CHECK_LIMIT_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function healthRoutes(checks: ReadinessChecks): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const late = new Promise((_resolve, reject) =>
          setTimeout(() => reject(new Error('late')), CHECK_LIMIT_MS).unref(),
        );
        const ready = await Promise.race([check(), late]).then(
          () => true,
          () => false,
        );
        return [name, ready ? 'ready' : 'not ready'] as const;
      }),
    );
    const ready = results.every(([, state]) => state === 'ready');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'not ready', ...Object.fromEntries(results) });
  });
  return router;
}
