import { startsUnasked } from '@pangeo-forge/db/api/request-retry';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { haltWhileStopped } from '../dispatching/halt-while-stopped.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import { dispatchRun } from './dispatch-run.ts';

/** Work of kind `reconciliations`: a retry that was asked for through the API starts when it is first looked at; any other run is reconciled. */
export function startUnaskedRun(orchestrator: Orchestrator, reconcile: WorkHandler): WorkHandler {
  return async (context) => {
    const { pool } = orchestrator.database;
    const run = await findRun(pool, Number(context.work.ref));
    if (!run || !startsUnasked(run)) return reconcile(context);
    await haltWhileStopped(pool);
    await dispatchRun(orchestrator, run, { actor: run.requestedBy ?? 'api', deliveryId: `retry ${run.id}` });
  };
}
