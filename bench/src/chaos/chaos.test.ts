import { expect, test } from '@jest/globals';
import { EVERYTHING } from './chaos-profile.ts';
import { planFaults } from './fault-plan.ts';
import { runChaos } from './run-chaos.ts';

test('the same seed gives the same plan of faults', () => {
  const options = { forMs: 60_000, everyMs: 1_000, longestPauseMs: 5_000, weights: EVERYTHING.faults };
  expect(planFaults({ seed: 7, ...options })).toEqual(planFaults({ seed: 7, ...options }));
  expect(planFaults({ seed: 7, ...options })).not.toEqual(planFaults({ seed: 8, ...options }));
});

test(
  'whatever is killed, paused, cut or filled, every promise is kept',
  async () => {
    const outcome = await runChaos({
      profile: EVERYTHING,
      seed: 11,
      forMs: 12_000,
      faultEveryMs: 1_200,
      storyEveryMs: 1_500,
      longestPauseMs: 3_000,
      convergeWithinMs: 20 * 60_000,
      organizations: 2,
      log: () => {},
    });
    expect(outcome.violations).toEqual([]);
    expect(outcome.kills).toBeGreaterThan(4);
    expect(outcome.acknowledged).toBeGreaterThan(0);
    expect(outcome.runs.started).toBeGreaterThan(0);
  },
  60 * 60_000,
);
