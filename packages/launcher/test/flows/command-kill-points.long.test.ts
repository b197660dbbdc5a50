import { afterAll, expect, test } from '@jest/globals';
import { COMMAND_STORIES } from './command-stories.ts';
import { killAtEach } from './kill-points.ts';

const table: string[] = [];

afterAll(() => {
  process.stdout.write(`\n${table.join('\n')}\n`);
});

test.each(COMMAND_STORIES)(
  '$name: whichever request the worker is killed at, the end is the same',
  async (story) => {
    const { requests, results } = await killAtEach(story, () => ['after', 'before']);
    const bad = results.filter(({ difference }) => difference !== null);
    table.push(
      `${results.length} kill points (${requests} requests, before and after each), ${bad.length} differ: ${story.name}`,
    );
    expect(bad).toEqual([]);
  },
  600_000,
);
