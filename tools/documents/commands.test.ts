import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { documents, REPOSITORY } from './document.ts';
import { type ReaderMachine, startReaderMachine } from './reader-machine.ts';
import { shellBlocksOf } from './shell-block.ts';

const blocks = documents().flatMap(shellBlocksOf);
const pages = Map.groupBy(
  blocks.filter(({ shownBy }) => shownBy === 'here'),
  ({ place }) => place.split(':')[0] ?? '',
);

let machine: ReaderMachine;

beforeAll(async () => {
  machine = await startReaderMachine();
});

afterAll(() => machine.stop());

test.each([...pages])('the commands of %s work', async (_page, onPage) => {
  expect(await machine.type(onPage.map(({ script }) => script).join('\n'))).toEqual({ exitCode: 0, printed: '' });
});

test('every other command in the documents names a test that runs it, or is marked as outside', () => {
  const unknown = blocks.filter(({ shownBy }) => {
    if (['here', 'long', 'outside'].includes(shownBy)) return false;
    return !shownBy.startsWith('by=') || !existsSync(path.join(REPOSITORY, shownBy.slice('by='.length)));
  });
  expect(unknown).toEqual([]);
});
