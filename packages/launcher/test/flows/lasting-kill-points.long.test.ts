import { afterAll, expect, test } from '@jest/globals';
import { LASTING_STORIES } from './lasting-stories.ts';
import { killAtEach } from './kill-points.ts';
import { rowOf, tellTable } from './kill-point-table.ts';

const table: string[] = [];

afterAll(() => tellTable('what lasts', table));

test.each(LASTING_STORIES)(
  '$name: whichever request the worker is killed at, the end is the same',
  async (story) => {
    const { requests, results } = await killAtEach(story, () => ['after', 'before']);
    const bad = results.filter(({ difference }) => difference !== null);
    table.push(rowOf(story.name, requests, results));
    expect(bad).toEqual([]);
  },
  1_800_000,
);
