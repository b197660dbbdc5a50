import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lintMeta } from './lint-meta.ts';
import { maintainersOf } from './maintainers-of.ts';
import { mayExecuteCode } from './may-execute-code.ts';

const GOOD = `title: Sea surface temperature
description: Six days
recipes:
  - id: sst
    object: "recipe:recipe"
bakery:
  id: local
maintainers:
  - name: Somebody
    github: "@Somebody"
`;

const errorsOf = (text: string) =>
  lintMeta(text, { bakeries: ['local', 'pangeo-ldeo'] })
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, field, message, nextStep }) => ({ line, column, field, message, nextStep }));

describe('lintMeta', () => {
  test('a complete meta.yaml has no problem', () => {
    expect(lintMeta(GOOD, { bakeries: ['local'] })).toEqual([]);
  });

  test('a dictionary of recipes needs no id', () => {
    expect(errorsOf(GOOD.replace('id: sst\n    object: "recipe:recipe"', 'dict_object: "recipe:recipes"'))).toEqual([]);
  });

  test.each([
    [
      'a missing key',
      GOOD.replace(/recipes:[^]*?bakery:/, 'bakery:'),
      { field: 'recipes', line: 1, message: 'is missing' },
    ],
    ['an empty list', GOOD.replace(/recipes:[^]*?bakery:/, 'recipes: []\nbakery:'), { field: 'recipes', line: 3 }],
    ['a missing object', GOOD.replace('    object: "recipe:recipe"\n', ''), { field: 'recipes[0].object', line: 4 }],
    ['a wrong type', GOOD.replace('id: local', 'id: 3'), { field: 'bakery.id', line: 7, message: 'expected string' }],
    [
      'an unknown bakery',
      GOOD.replace('id: local', 'id: pangeo-ldo'),
      { field: 'bakery.id', line: 7, nextStep: 'Did you mean `pangeo-ldeo`' },
    ],
    ['a malformed id', GOOD.replace('id: sst', 'id: ../../etc'), { field: 'recipes[0].id', line: 4, column: 5 }],
    [
      'an id given twice',
      GOOD.replace('bakery:', '  - id: sst\n    object: "a:b"\nbakery:'),
      { field: 'recipes[1].id', line: 6, message: 'in line 4' },
    ],
    ['an object that is none', GOOD.replace('"recipe:recipe"', 'recipe'), { field: 'recipes[0].object', line: 5 }],
    [
      'id beside dict_object',
      GOOD.replace('    object: "recipe:recipe"', '    dict_object: "a:b"'),
      { field: 'recipes[0].dict_object', line: 5 },
    ],
  ])('%s is an error on its line, and says what to do', (_name, text, expected) => {
    const [error, ...more] = errorsOf(text);
    expect(more).toEqual([]);
    const { message = '', nextStep = '', ...place } = expected as { message?: string; nextStep?: string };
    expect(error).toMatchObject({
      ...place,
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining(nextStep),
    });
  });

  test('broken YAML is one error where it breaks', () => {
    const [error] = errorsOf('title: a\nrecipes:\n  - id: [\nbakery:\n');
    expect(error?.message).toContain('not valid YAML');
    expect(error?.line).toBeGreaterThan(2);
  });

  test('a file that would take long to read is one error', () => {
    expect(lintMeta('['.repeat(200_000))).toMatchObject([
      { line: 1, severity: 'error', message: expect.stringContaining('larger than 128 kB') },
    ]);
  });

  test('what the catalog misses is a warning, and so is a typing error', () => {
    const problems = lintMeta('titel: x\nrecipes:\n  - id: a\n    object: b:c\nbakery:\n  id: local\n');
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(problems.find(({ field }) => field === 'titel')?.nextStep).toBe('Did you mean `title`?');
  });

  test('any text has an answer, with places inside it', () => {
    const yamlish = fc.array(
      fc.constantFrom(
        'recipes:',
        '- id: a',
        '  ',
        '\n',
        ': ',
        '&a ',
        '*a',
        '<<: ',
        '[',
        '{',
        '"',
        '\t',
        'bakery',
        '🌊',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          yamlish.map((parts) => parts.join('')),
        ),
        (text) => {
          for (const { line, column, endLine } of lintMeta(text, { bakeries: [] })) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(endLine).toBeGreaterThanOrEqual(line);
            expect(line).toBeLessThanOrEqual(text.split('\n').length);
          }
        },
      ),
    );
  });
});

test('maintainers are GitHub logins, without the @ and in lower case', () => {
  expect(maintainersOf(GOOD)).toEqual(['somebody']);
  expect(maintainersOf('maintainers:\n  - github: "not a login"\n  - name: only\n')).toEqual([]);
  expect(maintainersOf(': [')).toEqual([]);
});

test('whatever could spell dict_object may execute code', () => {
  expect(mayExecuteCode(GOOD)).toBe(false);
  expect(mayExecuteCode('recipes:\n  - dict_object: a:b\n')).toBe(true);
  expect(mayExecuteCode('recipes:\n  - "dict\\u005fobject": a:b\n')).toBe(true);
});
