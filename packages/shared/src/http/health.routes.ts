import { Router } from 'express';
import { withTimeout } from '../process/with-timeout.ts';

/** Each check throws when its part is not ready. Keys are public: names of parts, nothing more. */
export type ReadinessChecks = Record<string, () => Promise<unknown>>;

const CHECK_TIMEOUT_MS = 2_000;

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work.
 * @param helpers parts without which it works too, only later: they are shown, and change no status.
 */
export function healthRoutes(checks: ReadinessChecks, helpers: ReadinessChecks = {}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const [results, helping] = await Promise.all([checks, helpers].map(stateOfEach));
    const ready = Object.values(results ?? {}).every((state) => state === 'ready');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'not ready', ...results, ...helping });
  });
  return router;
}

async function stateOfEach(checks: ReadinessChecks): Promise<Record<string, 'ready' | 'not ready'>> {
  const states = Object.entries(checks).map(async ([name, check]) => {
    const passed = check().then(
      () => true,
      () => false,
    );
    const ready = await withTimeout(passed, CHECK_TIMEOUT_MS, () => false);
    return [name, ready ? 'ready' : 'not ready'] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
