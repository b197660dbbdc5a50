import { expect, test } from '@jest/globals';
import { EVERYTHING } from './chaos-profile.ts';
import { runChaos } from './run-chaos.ts';

test('the checker notices a gateway that answers before it has recorded', async () => {
  const outcome = await runChaos({
    profile: { ...EVERYTHING, faults: { 'kill gateway': 3, 'kill postgres': 2 } },
    seed: 3,
    forMs: 20_000,
    faultEveryMs: 2_000,
    storyEveryMs: 3_000,
    longestPauseMs: 2_000,
    // oxlint-disable-next-line pangeo-forge/test-deadlines -- what is lost is lost for ever
    convergeWithinMs: 15_000,
    organizations: 1,
    lyingGateway: true,
    log: () => {},
  });
  expect(outcome.violations.join('\n')).toContain('was answered 202 and is lost');
});
