import { expect, test } from '@jest/globals';
import { shareNext } from './share-next.ts';

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

test('those who ask while the same is being answered share the next answer, which is begun after they asked', async () => {
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

test('a failure is told to those who shared it alone, and nobody waits for what has ended', async () => {
  const { asked, ask, questions } = heldAnswers();
  const [first, second] = [ask('runs'), ask('runs')];
  asked[0]?.reject(new Error('the database is away'));
  await expect(first).rejects.toThrow('the database is away');
  await nextTurn();
  asked[1]?.resolve('2');
  expect(await second).toBe('2');
  await nextTurn();
  void ask('runs');
  expect(questions()).toEqual(['runs', 'runs', 'runs']);
});
