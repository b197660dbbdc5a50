import { expect, test } from '@jest/globals';
import { LASTING_STORIES } from './lasting-stories.ts';
import { killAtEach } from './kill-points.ts';

/** A sample: the first comment of ours, else the last write. The long test kills at every request. */
function isSampled(index: number, all: readonly string[]): boolean {
  const comment = all.findIndex((request) => /^POST .*\/comments$/.test(request));
  const lastWrite = all.findLastIndex((request) => !/^GET|access_tokens$/.test(request));
  return index === (comment === -1 ? lastWrite : comment);
}

test.each(LASTING_STORIES)(
  '$name: a worker killed at a request leaves what an undisturbed one leaves',
  async (story) => {
    const { results } = await killAtEach(story, (_, index, all) => (isSampled(index, all) ? ['after'] : []));
    expect(results).toHaveLength(1);
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
  },
);
