import { expect, test } from '@jest/globals';
import { chooseRecipes } from './choose-recipes.ts';

const KNOWN = ['sst', 'ice'];

test.each([
  [['sst'], ['sst']],
  [
    ['ice', 'sst', 'ice'],
    ['ice', 'sst'],
  ],
  [['all'], KNOWN],
  [['ALL'], KNOWN],
  [
    ['`sst`,', '"ice"'],
    ['sst', 'ice'],
  ],
])('%j chooses %j', (args, ids) => {
  expect(chooseRecipes(args, KNOWN, 'run')).toEqual({ outcome: 'chosen', ids });
});

test('a recipe that is called all is meant by its name', () => {
  expect(chooseRecipes(['all'], ['all', 'sst'], 'run')).toEqual({ outcome: 'chosen', ids: ['all'] });
});

test('what is unclear says what would work', () => {
  expect(chooseRecipes([], KNOWN, 'run')).toMatchObject({
    reply: expect.stringContaining('`/run sst`, or `/run all`'),
  });
  expect(chooseRecipes(['sts', 'zzzzzz'], KNOWN, 'logs')).toMatchObject({
    reply: expect.stringMatching(
      /no recipe `sts` .*did you mean `\/logs sst`\?\n.*no recipe `zzzzzz` in this pull request\. Its recipes/,
    ),
  });
});

test('a name cannot break out of its code marks', () => {
  const choice = chooseRecipes(['a`@everyone`b'], KNOWN, 'run');
  expect(choice).toMatchObject({ reply: expect.stringContaining('``a`@everyone`b``') });
});

test('an argument as long as a comment is looked at no longer than its beginning', () => {
  const choice = chooseRecipes([`sst${'"'.repeat(60_000)}x`, 'y'.repeat(60_000)], KNOWN, 'run');
  expect(choice).toMatchObject({ outcome: 'unclear', reply: expect.stringMatching(/^.{0,600}$/s) });
});

test('of a thousand recipes that there are not, ten are named', () => {
  const choice = chooseRecipes(
    Array.from({ length: 1_000 }, (_, index) => `unknown-${index}`),
    KNOWN,
    'run',
  );
  expect(choice).toMatchObject({
    outcome: 'unclear',
    reply: expect.stringContaining('The 990 others do not exist either.'),
  });
});

test('marks alone are no recipe', () => {
  expect(chooseRecipes(['``', ','], KNOWN, 'run')).toMatchObject({ reply: expect.stringContaining('Which recipe?') });
});
