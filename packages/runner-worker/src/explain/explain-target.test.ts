import { expect, test } from '@jest/globals';
import { parseExplainTarget } from './explain-target.ts';

test.each([
  ['https://github.com/pangeo-forge/staged-recipes/pull/12', { repository: 'pangeo-forge/staged-recipes', number: 12 }],
  [
    'https://github.com/pangeo-forge/staged-recipes/pull/12/files#diff',
    { repository: 'pangeo-forge/staged-recipes', number: 12 },
  ],
  ['pangeo-forge/staged-recipes#12', { repository: 'pangeo-forge/staged-recipes', number: 12 }],
  ['0b989ba4-242f-11e5-81e1-c7b6966d2516', { deliveryId: '0b989ba4-242f-11e5-81e1-c7b6966d2516' }],
])('%s is understood', (text, target) => {
  expect(parseExplainTarget(text)).toEqual(target);
});

test.each(['', '12', 'pangeo-forge/staged-recipes', 'https://github.com/pangeo-forge', 'a b'])(
  '"%s" is answered with what would work',
  (text) => {
    expect(() => parseExplainTarget(text)).toThrow('give its URL, owner/name#12, or the delivery');
  },
);
