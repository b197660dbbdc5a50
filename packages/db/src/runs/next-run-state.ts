export type RunStatus = 'queued' | 'in_progress' | 'completed';
export type RunConclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'stale'
  | 'timed_out';

export interface RunState {
  status: RunStatus;
  conclusion: RunConclusion | null;
  /** A guess of ours was corrected by the bakery before: it is not corrected again. */
  corrected: boolean;
}

/** What can happen to a run. `actor` is who says so: a login, `bakery`, `worker`, `reconciler`, `api key …`. */
export type RunEvent =
  | { type: 'dispatched'; actor: string }
  | { type: 'submitted'; actor: string; jobName: string; jobId: string | null }
  | { type: 'succeeded'; actor: string; datasetPublicUrl: string | null /** As it was found. */; datasetType?: string }
  | { type: 'failed'; actor: string; reason: string; traceback?: string | null }
  | { type: 'cancelled'; actor: string; reason: string }
  | { type: 'timed_out'; actor: string; reason: string }
  | { type: 'lost'; actor: string; reason: string };

export type RunStep = { outcome: 'changed'; to: RunState } | { outcome: 'unchanged'; why: string };

const CONCLUSION_OF = {
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  lost: 'stale',
} as const satisfies Record<string, RunConclusion>;

/** Conclusions that we guessed when no report came: the bakery's own report may correct them, once. */
const GUESSES: ReadonlySet<RunConclusion | null> = new Set(['stale', 'timed_out']);

/**
 * Total: answers for every state and event. A completed run stays completed; late and repeated messages change nothing.
 */
export function nextRunState(state: RunState, event: RunEvent): RunStep {
  if (state.status === 'completed') return correctionOf(state, event);
  switch (event.type) {
    case 'dispatched':
      return state.status === 'queued'
        ? changed({ ...state, status: 'in_progress' })
        : unchanged('it is in progress already');
    case 'submitted':
      return state.status === 'in_progress' ? changed(state) : unchanged('it was not dispatched');
    default:
      return changed({ status: 'completed', conclusion: CONCLUSION_OF[event.type], corrected: false });
  }
}

function correctionOf(state: RunState, event: RunEvent): RunStep {
  const fromBakery =
    event.actor === 'bakery' && (event.type === 'succeeded' || event.type === 'failed' || event.type === 'cancelled');
  if (!fromBakery || !GUESSES.has(state.conclusion))
    return unchanged(`it has ended before (${state.conclusion ?? 'no conclusion'})`);
  if (state.corrected) return unchanged('it was corrected before');
  return changed({ status: 'completed', conclusion: CONCLUSION_OF[event.type], corrected: true });
}

const changed = (to: RunState): RunStep => ({ outcome: 'changed', to });
const unchanged = (why: string): RunStep => ({ outcome: 'unchanged', why });
