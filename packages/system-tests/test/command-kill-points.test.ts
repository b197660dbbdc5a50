import { expect, test } from '@jest/globals';
import { COMMAND_STORIES } from './command-stories.ts';
import { killAtEach } from './kill-points.ts';

/** A sample: the last write. The long test kills at every request. */
function isSampled(index: number, all: readonly string[]): boolean {
  const writes = all.flatMap((request, at) => (/^GET|access_tokens$/.test(request) ? [] : [at]));
  return index === writes.at(-1);
}

test.each(COMMAND_STORIES)(
  '$name: a worker killed at a request leaves what an undisturbed one leaves',
  async (story) => {
    const { results } = await killAtEach(story, (_, index, all) => (isSampled(index, all) ? ['after'] : []));
    expect(results).toHaveLength(1);
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
  },
);
