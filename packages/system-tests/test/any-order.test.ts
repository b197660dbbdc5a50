import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { playInOrder } from './any-order.ts';

const LONG = process.env.PANGEO_FORGE_LONG_TESTS === '1';

test('a pull request’s deliveries, each up to three times and in any order, end in one state', async () => {
  const usual = await playInOrder([], () => false);
  const playing = fc.record({
    order: fc.array(fc.nat({ max: 5 }), { minLength: 4, maxLength: 12 }),
    pauses: fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(playing, async ({ order, pauses }) => {
      const limited = order.filter((which, at) => order.slice(0, at).filter((one) => one === which).length < 2);
      expect(await playInOrder(limited, (position) => pauses.includes(position))).toEqual(usual);
    }),
    { numRuns: LONG ? 60 : 5, endOnFailure: true },
  );
});
