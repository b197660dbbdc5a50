import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRunState, type RunEvent, type RunState } from './next-run-state.ts';

const reason = 'why';
/** Whatever can happen to a run, whoever reports it. */
const EVENTS: readonly RunEvent[] = [
  { type: 'dispatched', actor: 'octocat' },
  { type: 'submitted', actor: 'worker', jobName: 'a1', jobId: null },
  { type: 'baked', actor: 'bakery', datasetPublicUrl: null },
  { type: 'inspected', actor: 'worker', datasetPublicUrl: null, datasetType: null },
  { type: 'succeeded', actor: 'bakery', datasetPublicUrl: null },
  { type: 'failed', actor: 'bakery', reason },
  { type: 'cancelled', actor: 'bakery', reason },
  { type: 'failed', actor: 'worker', reason },
  { type: 'cancelled', actor: 'octocat', reason },
  { type: 'timed_out', actor: 'reconciler', reason },
  { type: 'lost', actor: 'reconciler', reason },
];
const QUEUED: RunState = { status: 'queued', conclusion: null, corrected: false, baked: false };
const ORDER = { queued: 0, in_progress: 1, completed: 2 };
const isGuess = ({ conclusion }: RunState) => conclusion === 'stale' || conclusion === 'timed_out';
const LONGEST = 6;

/** Every sequence of events of this length and shorter, each step handed to `visit`. */
function walk(state: RunState, depth: number, visit: (from: RunState, event: RunEvent, to: RunState) => void): number {
  if (depth === 0) return 1;
  let sequences = 0;
  for (const event of EVENTS) {
    const step = nextRunState(state, event);
    const to = step.outcome === 'changed' ? step.to : state;
    visit(state, event, to);
    sequences += walk(to, depth - 1, visit);
  }
  return sequences;
}

describe('in every interleaving of submitting, notifying, polling, cancelling and timing out', () => {
  test(`of up to ${LONGEST} messages no run goes back, and an end is final but for one correction of a guess by its bakery`, () => {
    const broken: string[] = [];
    const sequences = walk(QUEUED, LONGEST, (from, event, to) => {
      const step = `${JSON.stringify(from)} –${event.type}/${event.actor}→ ${JSON.stringify(to)}`;
      if (ORDER[to.status] < ORDER[from.status]) broken.push(`went back: ${step}`);
      if ((to.status === 'completed') !== (to.conclusion !== null)) broken.push(`end without conclusion: ${step}`);
      const changedEnd =
        from.status === 'completed' && (from.conclusion !== to.conclusion || from.corrected !== to.corrected);
      const corrects = isGuess(from) && !from.corrected && event.actor === 'bakery' && to.corrected && !isGuess(to);
      if (changedEnd && !corrects) broken.push(`an end was changed: ${step}`);
    });
    expect(broken).toEqual([]);
    expect(sequences).toBe(EVENTS.length ** LONGEST);
  });

  test('once its bakery reported success, only the inspection or a person ends a run otherwise', () => {
    const broken: string[] = [];
    walk(QUEUED, LONGEST - 1, (from, event, to) => {
      if (!from.baked || from.status !== 'in_progress' || to.conclusion === 'success' || to.conclusion === null) return;
      const byInspection = event.type === 'failed' && event.actor === 'worker';
      const byPerson = event.type === 'cancelled' && event.actor === 'octocat';
      if (!byInspection && !byPerson) broken.push(`${event.type} by ${event.actor}`);
    });
    expect(broken).toEqual([]);
  });

  test('the last state is the same however often each message is repeated', () => {
    const events = fc.constantFrom(...EVENTS);
    const repeated = fc.array(fc.tuple(events, fc.integer({ min: 1, max: 4 })), { maxLength: 12 });
    fc.assert(
      fc.property(repeated, (messages) => {
        const once = run(messages.map(([event]) => event));
        const often = run(messages.flatMap(([event, times]) => Array.from({ length: times }, () => event)));
        expect(often).toEqual(once);
      }),
      { numRuns: 2_000 },
    );
  });

  test('in whatever order, an end that the bakery reported is never replaced by a guess', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        let state = QUEUED;
        let reported: string | null = null;
        for (const event of events) {
          const step = nextRunState(state, event);
          if (step.outcome === 'unchanged') continue;
          state = step.to;
          if (event.actor === 'bakery' && state.status === 'completed') reported = state.conclusion;
        }
        if (reported !== null) expect(state.conclusion).toBe(reported);
      }),
      { numRuns: 5_000 },
    );
  });
});

function run(events: readonly RunEvent[]): RunState {
  return events.reduce((state, event) => {
    const step = nextRunState(state, event);
    return step.outcome === 'changed' ? step.to : state;
  }, QUEUED);
}
