import type { Conclusion, RecipeRun } from '@pangeo-forge/api-client/rows';

/** How a run stands, in one word. */
export type Outcome = 'queued' | 'in_progress' | Conclusion;

export function outcomeOf({ status, conclusion }: Pick<RecipeRun, 'status' | 'conclusion'>): Outcome {
  return status === 'completed' ? (conclusion ?? 'neutral') : status;
}
