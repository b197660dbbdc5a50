import { afterAll, expect, test } from '@jest/globals';
import { killAtEach } from './kill-points.ts';
import { rowOf, printTable } from './kill-point-table.ts';

/** Each story is played again for each moment at which its worker can be killed; the table of all is printed. */
export function defineKillPointTests(title: string, stories: ReadonlyArray<Parameters<typeof killAtEach>[0]>): void {
  const table: string[] = [];
  afterAll(() => printTable(title, table));

  test.each(stories)('$name: whichever request the worker is killed at, the end is the same', async (story) => {
    const { requests, results } = await killAtEach(story, () => ['after', 'before']);
    table.push(rowOf(story.name, requests, results));
    expect(results.filter(({ difference }) => difference !== null)).toEqual([]);
  });
}
