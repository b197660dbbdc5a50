import { readWhyWaits } from '@pangeo-forge/db/admission/why-waits';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

/** Whether and why a run waits, by the present rules of its bakery; null when it is not known. */
export function whyRunWaits(
  { database, bakeries }: Pick<Orchestrator, 'database' | 'bakeries'>,
  { id, bakery }: Pick<RecipeRunRecord, 'id' | 'bakery'>,
) {
  const rules = bakeries.get(bakery)?.file.PangeoForge;
  return readWhyWaits(database.pool, id, { limit: rules?.max_concurrent_runs ?? null, paused: rules?.paused ?? null });
}
