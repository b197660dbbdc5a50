import type { Bakery } from './bakery.ts';
import type { Feedstock } from './feedstock.ts';

export type Conclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'stale'
  | 'timed_out';

/** A run as lists tell it. Times are UTC without a zone. */
export interface RecipeRun {
  id: number;
  recipe_id: string;
  bakery_id: number;
  feedstock_id: number;
  head_sha: string;
  version: string;
  started_at: string;
  completed_at: string | null;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  is_test: boolean;
  dataset_type: 'zarr' | 'kerchunk' | 'parquet' | null;
  dataset_public_url: string | null;
  /** Plain text, or JSON as text. */
  message: string | null;
}

/** A single run also tells what became of it. */
export interface RecipeRunDetails extends RecipeRun {
  failure_reason: string | null;
  requested_by: string | null;
  pull_request: number | null;
  retry_of: number | null;
  bakery_job_name: string | null;
  bakery_job_id: string | null;
  bakery_job: Record<string, unknown> | null;
  dispatched_at: string | null;
  duration_seconds: number | null;
  bakery: Bakery;
  feedstock: Feedstock;
}

/** How a run stands, in one word. */
export type Outcome = 'queued' | 'in_progress' | Conclusion;

export function outcomeOf({ status, conclusion }: Pick<RecipeRun, 'status' | 'conclusion'>): Outcome {
  return status === 'completed' ? (conclusion ?? 'neutral') : status;
}
