import { expect, test } from '@jest/globals';
import { planFaults } from './fault-plan.ts';
import { runChaos } from './run-chaos.ts';

test('the same seed gives the same plan of faults', () => {
  const options = { forMs: 60_000, everyMs: 1_000, longestPauseMs: 5_000 };
  expect(planFaults({ seed: 7, ...options })).toEqual(planFaults({ seed: 7, ...options }));
  expect(planFaults({ seed: 7, ...options })).not.toEqual(planFaults({ seed: 8, ...options }));
});

test('whatever is killed, paused, cut or filled in 12 seconds, every promise is kept', async () => {
  const outcome = await runChaos({
    seed: 11,
    forMs: 12_000,
    faultEveryMs: 1_200,
    trafficEveryMs: 3_000,
    longestPauseMs: 3_000,
    convergeWithinMs: 120_000,
    say: () => {},
  });
  expect(outcome.violations).toEqual([]);
  expect(outcome.kills).toBeGreaterThan(4);
  expect(outcome.acknowledged).toBeGreaterThan(20);
}, 240_000);
