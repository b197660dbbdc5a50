import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { REPOSITORY } from './document.ts';

const PAGE = 'docs/history/public-reports.md';
const read = (file: string) => readFileSync(path.join(REPOSITORY, file), 'utf8');

test('each of the twenty-six public reports names a test that exists, or says why it has none', () => {
  const rows = read(PAGE)
    .split('\n')
    .flatMap((line) => /^\| (\d+) \|.*\| (.*) \|$/.exec(line)?.slice(1) ?? [])
    .reduce<string[][]>(
      (pairs, cell, index) => (index % 2 === 0 ? [...pairs, [cell]] : (pairs.at(-1)?.push(cell), pairs)),
      [],
    );
  expect(rows.map(([number]) => Number(number))).toEqual(Array.from({ length: 26 }, (_, number) => number));
  const wrong = rows.filter(([, cell = '']) => {
    const [, file, title] = /^`(.+?)`: “(.+)”$/.exec(cell) ?? [];
    if (file === undefined || title === undefined) return !/^none: ./.test(cell);
    return !read(file).includes(title);
  });
  expect(wrong).toEqual([]);
});
