import { expect, test } from '@jest/globals';
import { readTogether } from './read-together.ts';

/** Statements that are answered when the test says so. */
function heldStatements() {
  const statements: Array<{
    keys: readonly number[];
    answer: (found: Map<number, string>) => void;
    fail: (error: Error) => void;
  }> = [];
  const read = readTogether<number, string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<number, string>>();
    statements.push({ keys, answer: resolve, fail: reject });
    return promise;
  });
  return { statements, read };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('those who ask while two statements are under way share the next one, which is begun after they asked', async () => {
  const { statements, read } = heldStatements();
  const all = [1, 2, 3, 4, 3].map((key) => read(key));
  expect(statements.map(({ keys }) => keys)).toEqual([[1], [2]]);
  statements[0]?.answer(new Map([[1, 'one']]));
  expect(await all[0]).toBe('one');
  await nextTurn();
  expect(statements.map(({ keys }) => keys)).toEqual([[1], [2], [3, 4]]);
  statements[2]?.answer(new Map([[3, 'three']]));
  expect(await Promise.all(all.slice(2))).toEqual(['three', null, 'three']);
});

test('a statement that fails is told to those who shared it, and the next ones are begun', async () => {
  const { statements, read } = heldStatements();
  const [first, second] = [read(1), read(2)];
  const third = read(3);
  statements[0]?.fail(new Error('the database is away'));
  await expect(first).rejects.toThrow('the database is away');
  await nextTurn();
  statements[2]?.answer(new Map([[3, 'three']]));
  expect(await third).toBe('three');
  statements[1]?.answer(new Map());
  expect(await second).toBeNull();
});
