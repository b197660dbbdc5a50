import { expect, test } from '@jest/globals';
import { loadGitHubDescription } from '@pangeo-forge/loopback-github/description/github-description';
import { FLOW_STORIES } from './flow-stories.ts';
import { killAtEach } from './kill-points.ts';

const description = loadGitHubDescription();

/** A sample: the second and the last but one write. The long test kills at every request. */
function isSampled(index: number, all: readonly string[]): boolean {
  const writes = all.flatMap((request, at) => (/^GET|access_tokens$/.test(request) ? [] : [at]));
  return index === writes[1] || index === writes.at(-2);
}

test.each(FLOW_STORIES)(
  '$name: a worker killed at a request leaves what an undisturbed one leaves, by requests that GitHub describes',
  async (story) => {
    const { results, recorded } = await killAtEach(story, (_, index, all) => (isSampled(index, all) ? ['after'] : []));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
    const problems = recorded.flatMap(({ method, path, query, body }) =>
      description.checkRequest(method, path, query, body),
    );
    expect([...new Set(problems)]).toEqual([]);
  },
);
