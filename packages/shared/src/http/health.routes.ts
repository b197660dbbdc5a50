import { Router } from 'express';
import { withTimeout } from '../process/with-timeout.ts';

/** Each check throws when its part is not ready. Keys are public: names of parts, nothing more. */
export type ReadinessChecks = Record<string, () => Promise<unknown>>;

const CHECK_TIMEOUT_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function healthRoutes(checks: ReadinessChecks): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const passed = check().then(
          () => true,
          () => false,
        );
        const ready = await withTimeout(passed, CHECK_TIMEOUT_MS, () => false);
        return [name, ready ? 'ready' : 'not ready'] as const;
      }),
    );
    const ready = results.every(([, state]) => state === 'ready');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'not ready', ...Object.fromEntries(results) });
  });
  return router;
}
