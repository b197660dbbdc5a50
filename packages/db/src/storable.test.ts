import { expect, test } from '@jest/globals';
import { withMigratedDatabase } from './testing/with-migrated-database.ts';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.ts';

/** Lone surrogates among them; the library's own unit `binary` takes seconds to make. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

const database = await withMigratedDatabase({ poolSize: 1 });

test('whatever a recipe or a bakery reports can be stored', async () => {
  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom('\0', 'a\0b', '\ud800', '\\u0000', '"\udfff'),
  );
  const anyJson = fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText), fc.double(), fc.constant(null)));
  await fc.assert(
    fc.asyncProperty(anyText, anyJson, async (text, json) => {
      const { rows } = await database.pool.query('select $1::text as text, $2::jsonb as json', [
        storableText(text),
        storableJson(json),
      ]);
      expect(rows[0]).toEqual({ text: storableText(text), json: JSON.parse(storableJson(json)) });
    }),
  );
});

test('what can be stored is left as it is', () => {
  const value = { 'a "b"': ['Ω', '🌊', '\\u0000', null, 1.5, { deep: true }] };
  expect(storableJson(value)).toBe(JSON.stringify(value));
  expect(storableText('line\n\ttab 🌊')).toBe('line\n\ttab 🌊');
});
