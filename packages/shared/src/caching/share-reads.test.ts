import { describe, expect, test } from '@jest/globals';
import { batchReads, shareCurrent, shareNext } from './share-reads.ts';

/** Questions that are answered when the test says so. */
function heldAnswers() {
  const asked: Array<PromiseWithResolvers<string> & { question: string }> = [];
  const ask = shareNext(
    (question: string) => question,
    (question) => {
      const held = { question, ...Promise.withResolvers<string>() };
      asked.push(held);
      return held.promise;
    },
  );
  return { asked, ask, questions: () => asked.map(({ question }) => question) };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('those who ask while the same is being answered share the next answer, which starts after they asked', async () => {
  const { asked, ask, questions } = heldAnswers();
  const [first, second, third, other] = [ask('runs'), ask('runs'), ask('runs'), ask('feedstocks')];
  expect(questions()).toEqual(['runs', 'feedstocks']);
  asked[0]?.resolve('1');
  expect(await first).toBe('1');
  await nextTurn();
  expect(questions()).toEqual(['runs', 'feedstocks', 'runs']);
  const fourth = ask('runs');
  asked[2]?.resolve('2');
  expect(await Promise.all([second, third])).toEqual(['2', '2']);
  await nextTurn();
  asked[3]?.resolve('3');
  expect(await fourth).toBe('3');
  asked[1]?.resolve('7');
  expect(await other).toBe('7');
});

test('a failure reaches only those who shared it, and nobody waits for a read that ended', async () => {
  const { asked, ask, questions } = heldAnswers();
  const [first, second] = [ask('runs'), ask('runs')];
  asked[0]?.reject(new Error('the database is unavailable'));
  await expect(first).rejects.toThrow('the database is unavailable');
  await nextTurn();
  asked[1]?.resolve('2');
  expect(await second).toBe('2');
  await nextTurn();
  void ask('runs');
  expect(questions()).toEqual(['runs', 'runs', 'runs']);
});

describe('reads of many keys', () => {
  /** Statements that end when the test says so. */
  function heldStatements() {
    const statements: (PromiseWithResolvers<Map<number, string>> & { keys: readonly number[] })[] = [];
    const read = batchReads<number, string>((keys) => {
      const held = { keys, ...Promise.withResolvers<Map<number, string>>() };
      statements.push(held);
      return held.promise;
    });
    return { statements, read, keysRead: () => statements.map(({ keys }) => keys) };
  }

  test('those who ask while two statements run share the next one, which starts after they asked', async () => {
    const { statements, read, keysRead } = heldStatements();
    const first = read(1);
    await nextTurn();
    void read(2);
    await nextTurn();
    const later = [3, 4, 3, 5].map((key) => read(key));
    await nextTurn();
    expect(keysRead()).toEqual([[1], [2]]);
    statements[0]?.resolve(new Map([[1, 'one']]));
    expect(await first).toBe('one');
    await nextTurn();
    expect(keysRead()).toEqual([[1], [2], [3, 4, 5]]);
    statements[2]?.resolve(
      new Map([
        [3, 'three'],
        [5, 'five'],
      ]),
    );
    expect(await Promise.all(later)).toEqual(['three', null, 'three', 'five']);
  });

  test('no statement reads more than 100 keys, and no more than two run at once', async () => {
    const { statements, read, keysRead } = heldStatements();
    const all = Array.from({ length: 250 }, (_, key) => read(key));
    await nextTurn();
    expect(keysRead().map(({ length }) => length)).toEqual([100, 100]);
    statements[0]?.resolve(new Map());
    await nextTurn();
    expect(keysRead().map(({ length }) => length)).toEqual([100, 100, 50]);
    for (const { resolve } of statements) resolve(new Map());
    expect(new Set(await Promise.all(all))).toEqual(new Set([null]));
  });

  test('a statement that fails reaches those who shared it, and the next ones run', async () => {
    const { statements, read, keysRead } = heldStatements();
    const first = read(1);
    await nextTurn();
    void read(2);
    await nextTurn();
    const third = read(3);
    statements[0]?.reject(new Error('the database is unavailable'));
    await expect(first).rejects.toThrow('the database is unavailable');
    await nextTurn();
    expect(keysRead()).toEqual([[1], [2], [3]]);
    statements[2]?.resolve(new Map([[3, 'three']]));
    expect(await third).toBe('three');
  });
});

describe('the current read', () => {
  test('is shared by those who ask while it runs, and not by those who ask afterwards', async () => {
    const reads = shareCurrent<number>();
    let started = 0;
    const read = () => reads.read('runs', async () => ++started);
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    expect(await read()).toBe(2);
  });

  test('is not shared by those who ask after it was cleared', async () => {
    const reads = shareCurrent<number>();
    const { promise, resolve } = Promise.withResolvers<number>();
    const before = reads.read('runs', () => promise);
    reads.clear();
    const after = Promise.withResolvers<number>();
    const second = reads.read('runs', () => after.promise);
    resolve(1);
    expect(await before).toBe(1);
    const third = reads.read('runs', async () => 3); // the end of the first one has not removed the second
    after.resolve(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
  });
});
