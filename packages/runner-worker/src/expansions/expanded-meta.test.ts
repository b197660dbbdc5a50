import { expect, test } from '@jest/globals';
import { validateExpandedMeta } from './expanded-meta.ts';

const RECIPES = { recipes: [{ id: 'sst' }] };

test('a meta.yaml without a bakery runs on the default one', () => {
  for (const meta of [RECIPES, { ...RECIPES, bakery: null }])
    expect(validateExpandedMeta(meta, { names: ['local', 'big'], defaultName: 'big' })).toMatchObject({
      outcome: 'valid',
      meta: { bakery: { id: 'big' } },
    });
});

test('without a default the problem says what to write, and which bakeries there are', () => {
  const found = validateExpandedMeta(RECIPES, { names: ['local', 'big'], defaultName: null });
  const problem =
    'meta.yaml names no bakery, and this deployment has no default bakery. Write `bakery:`, and `id: "…"` below it. ' +
    'Bakeries of this deployment: `local`, `big`.';
  expect(found).toEqual({ outcome: 'invalid', problems: [problem] });
});
