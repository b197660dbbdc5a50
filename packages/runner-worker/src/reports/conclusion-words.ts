import type { RunConclusion } from '@pangeo-forge/db/runs/next-run-state';

const WORDS: Partial<Record<RunConclusion, string>> = {
  failure: 'failed',
  timed_out: 'ran out of time',
  stale: 'was lost sight of',
  cancelled: 'was cancelled',
  success: 'succeeded',
};

/** How a run ended, as the predicate of a sentence. */
export function conclusionWords(conclusion: RunConclusion | null): string {
  return (conclusion && WORDS[conclusion]) ?? `ended as ${conclusion ?? 'nobody knows'}`;
}
