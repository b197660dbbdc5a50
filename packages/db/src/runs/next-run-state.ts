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
  /** Its bakery reported success, and what it wrote is being inspected. */
  baked: boolean;
}

/** What can happen to a run. `actor` is who says so: a login, `bakery`, `worker`, `reconciler`, `api key …`. */
export type RunEvent =
  | { type: 'dispatched'; actor: string }
  | { type: 'submitted'; actor: string; jobName: string; jobId: string | null }
  /** The bakery claims success: what it wrote has yet to be inspected. */
  | { type: 'baked'; actor: string; datasetPublicUrl: string | null }
  /** What it wrote was inspected, or could not be. */
  | { type: 'inspected'; actor: string; datasetPublicUrl: string | null; datasetType: string | null }
  | { type: 'succeeded'; actor: string; datasetPublicUrl: string | null }
  | { type: 'failed'; actor: string; reason: string; traceback?: string | null }
  | { type: 'cancelled'; actor: string; reason: string }
  | { type: 'timed_out'; actor: string; reason: string }
  | { type: 'lost'; actor: string; reason: string };

export type RunStep = { outcome: 'changed'; to: RunState } | { outcome: 'unchanged'; why: string };

const CONCLUSION_OF = {
  succeeded: 'success',
  inspected: 'success',
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
    case 'baked':
      if (state.baked) return unchanged('what it wrote is being inspected already');
      return state.status === 'in_progress' ? changed({ ...state, baked: true }) : unchanged('it was not dispatched');
    default:
      if (state.baked && contradictsSuccess(event)) return unchanged('its bakery reported success before');
      return changed({
        status: 'completed',
        conclusion: CONCLUSION_OF[event.type],
        corrected: false,
        baked: state.baked,
      });
  }
}

/** The inspection decides about a run whose bakery reported success: only it, or a person, can end it otherwise. */
function contradictsSuccess({ type, actor }: RunEvent): boolean {
  return type === 'lost' || type === 'timed_out' || ((type === 'failed' || type === 'cancelled') && actor === 'bakery');
}

function correctionOf(state: RunState, event: RunEvent): RunStep {
  const fromBakery =
    event.actor === 'bakery' && (event.type === 'succeeded' || event.type === 'failed' || event.type === 'cancelled');
  if (!fromBakery || !GUESSES.has(state.conclusion))
    return unchanged(`it has ended before (${state.conclusion ?? 'no conclusion'})`);
  if (state.corrected) return unchanged('it was corrected before');
  return changed({ status: 'completed', conclusion: CONCLUSION_OF[event.type], corrected: true, baked: state.baked });
}

const changed = (to: RunState): RunStep => ({ outcome: 'changed', to });
const unchanged = (why: string): RunStep => ({ outcome: 'unchanged', why });
