import { expect, test } from '@jest/globals';
import { FLOW_STORIES } from './flow-stories.ts';
import { killAtEach } from './kill-points.ts';

/** A sample: the long test kills at every request. */
const EVERY = 9;

test.each(FLOW_STORIES)(
  '$name: a worker killed at a request leaves what an undisturbed one leaves',
  async (story) => {
    const { results } = await killAtEach(story, (_, index) => index % EVERY === EVERY - 4);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
  },
  60_000,
);
