import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lintMeta } from './lint-meta.ts';
import { maintainersOf } from './maintainers-of.ts';
import { mayBuildFromSource, mayExecuteCode } from './may-execute-code.ts';
import { parseMeta } from './parse-meta.ts';

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

const valueOf = (text: string): unknown => {
  const parsed = parseMeta(text);
  return parsed.outcome === 'parsed' ? parsed.document.value : parsed;
};

describe('lintMeta', () => {
  test('a complete meta.yaml has no problem', () => {
    expect(lintMeta(GOOD, { bakeries: ['local'] })).toEqual([]);
  });

  test.each([
    ['a time of each day', '"0 6 * * *"', null],
    ['working days', '"30 6 * * MON-FRI"', null],
    ['the last of February', '"0 0 29 2 *"', null],
    ['more than once an hour', '"*/30 * * * *"', 'it runs more than once an hour'],
    ['a day that never comes', '"0 0 31 2 *"', 'it is no time of a calendar'],
    ['an hour that never comes', '"0 25 * * *"', 'it is no time of a calendar'],
    ['seconds', '"0 0 6 * * *"', 'it needs five fields'],
    ['a nickname', '"@daily"', 'it needs five fields'],
    ['a text without an end', `"${'0,'.repeat(200)}0 6 * * *"`, 'it needs five fields'],
    ['a number', '6', '`schedule` must be a text in quotes'],
  ])('%s is judged as a schedule, in its line', (_name, value, problem) => {
    const text = GOOD.replace('object: "recipe:recipe"', `object: "recipe:recipe"\n    schedule: ${value}`);
    const found = errorsOf(text);
    if (problem === null) expect(found).toEqual([]);
    else
      expect(found).toMatchObject([
        { line: 6, field: 'recipes[0].schedule', message: expect.stringContaining(problem) },
      ]);
  });

  test('a dictionary of recipes cannot have a schedule', () => {
    const text = GOOD.replace(
      'id: sst\n    object: "recipe:recipe"',
      'dict_object: "recipe:recipes"\n    schedule: "0 6 * * *"',
    );
    expect(errorsOf(text)).toMatchObject([{ line: 5, message: '`schedule` needs a recipe with an `id`.' }]);
  });

  test('a dictionary of recipes needs no id', () => {
    expect(errorsOf(GOOD.replace('id: sst\n    object: "recipe:recipe"', 'dict_object: "recipe:recipes"'))).toEqual([]);
  });

  test.each([
    [
      'a missing key',
      GOOD.replace(/recipes:[^]*?bakery:/, 'bakery:'),
      { field: null, line: 1, message: '`recipes` is missing' },
    ],
    ['an empty list', GOOD.replace(/recipes:[^]*?bakery:/, 'recipes: []\nbakery:'), { field: 'recipes', line: 3 }],
    [
      'a mapping',
      GOOD.replace('  - id: sst\n    object: "recipe:recipe"', '  dict_object: "recipe:recipes"'),
      { field: 'recipes', line: 3, nextStep: '- dict_object' },
    ],
    ['a missing object', GOOD.replace('    object: "recipe:recipe"\n', ''), { field: 'recipes[0]', line: 4 }],
    [
      'the form of the first recipes',
      GOOD.replace('    object: "recipe:recipe"', '    module: recipe.py\n    name: recipe'),
      { field: 'recipes[0]', line: 4, nextStep: 'in place of `module` and `name`' },
    ],
    ['a bakery that is a number', GOOD.replace('id: local', 'id: 3'), { field: 'bakery.id', line: 7 }],
    [
      'an unknown bakery',
      GOOD.replace('id: local', 'id: pangeo-ldo'),
      { field: 'bakery.id', line: 7, nextStep: 'Did you mean `pangeo-ldeo`' },
    ],
    ['a malformed id', GOOD.replace('id: sst', 'id: ../../etc'), { field: 'recipes[0].id', line: 4, column: 5 }],
    ['an id that YAML reads as a number', GOOD.replace('id: sst', 'id: 2022_01'), { line: 4, nextStep: 'in quotes' }],
    ['an id that YAML reads as a date', GOOD.replace('id: sst', 'id: 2022-01-01'), { line: 4, message: 'a date' }],
    [
      'an id given twice',
      GOOD.replace('bakery:', '  - id: sst\n    object: "a:b"\nbakery:'),
      { field: 'recipes[1].id', line: 6, message: 'in line 4' },
    ],
    ['an object that is none', GOOD.replace('"recipe:recipe"', 'recipe'), { field: 'recipes[0].object', line: 5 }],
    ['an object with .py', GOOD.replace('"recipe:recipe"', 'recipe.py:recipe'), { nextStep: 'Write `recipe:recipe`.' }],
    ['an object outside the folder', GOOD.replace('"recipe:recipe"', 'a/../../b:recipe'), { line: 5 }],
    [
      'both forms in one recipe',
      GOOD.replace('    object: "recipe:recipe"', '    object: "recipe:recipe"\n    dict_object: "a:b"'),
      { field: 'recipes[0].dict_object', line: 6 },
    ],
    [
      'both forms in one file',
      GOOD.replace('bakery:', '  - dict_object: "a:b"\nbakery:'),
      { field: 'recipes[1].dict_object', line: 6 },
    ],
    ['an empty login', GOOD.replace('"@Somebody"', ''), { field: 'maintainers[0].github', line: 10 }],
    ['an empty license', `${GOOD}provenance:\n  license:\n`, { field: 'provenance.license', line: 12 }],
    ['empty providers', `${GOOD}provenance:\n  providers:\n`, { field: 'provenance.providers', line: 12 }],
    ['roles that are no list', `${GOOD}provenance:\n  providers:\n    - roles: producer\n`, { line: 13 }],
    ['maintainers that are no list', GOOD.replace('  - name: Somebody\n    github', '  github'), { line: 8 }],
    ['a title that is a date', GOOD.replace('Sea surface temperature', '2001-12-14'), { field: 'title', line: 1 }],
    ['a file that holds comments only', '# title: x\n', { field: null, line: 1 }],
  ])('%s is one error on its line, and says what to do', (_name, text, expected) => {
    const [error, ...more] = errorsOf(text);
    expect(more).toEqual([]);
    const { message = '', nextStep = '', ...place } = expected as { message?: string; nextStep?: string };
    expect(error).toMatchObject({
      ...place,
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining(nextStep),
    });
  });

  test('no message speaks the language of a schema', () => {
    const wrong = ['3', '[]', '{}', 'null', '2001-01-01', 'text', '[1]', '[null]', '{a: 1}', 'true'];
    const fields = ['title', 'description', 'recipes', 'bakery', 'provenance', 'maintainers'];
    for (const field of fields)
      for (const value of wrong)
        for (const { message, nextStep } of lintMeta(`${field}: ${value}\n`))
          expect(`${message} ${nextStep}`).not.toMatch(/expected|received|undefined|Invalid|\[object/);
  });

  test('what the runner reads is no error: no bakery, extra fields, an empty title, our own fields', () => {
    const withoutBakery = GOOD.replace('bakery:\n  id: local\n', '');
    expect(lintMeta(withoutBakery)).toMatchObject([{ severity: 'warning', rule: 'bakery' }]);
    expect(errorsOf(withoutBakery)).toMatchObject([{ nextStep: expect.stringContaining('`pangeo-ldeo`') }]);
    expect(lintMeta(withoutBakery, { bakeries: ['local'], defaultBakery: 'local' })).toEqual([]);
    expect(lintMeta(withoutBakery, { bakeries: ['local'], mayHaveDefault: true })).toMatchObject([
      {
        severity: 'warning',
        message: '`bakery` is missing, so this runs only where a deployment has a default bakery.',
      },
    ]);
    expect(errorsOf(GOOD.replace('  id: local', '  id: local\n  target: x\n  resources: {memory: 4096}'))).toEqual([]);
    expect(errorsOf(GOOD.replace('Sea surface temperature', ''))).toEqual([]);
    expect(errorsOf(GOOD.replace('"recipe:recipe"', '"recipe:recipe"\n    dataset_type: kerchunk'))).toEqual([]);
    expect(errorsOf(GOOD.replace('"recipe:recipe"', '"sub/my-recipe:recipe"'))).toEqual([]);
  });

  test('the mapping form is no error where the legacy runner will bake it', () => {
    const mapping = GOOD.replace('  - id: sst\n    object: "recipe:recipe"', '  dict_object: "recipe:recipes"');
    const errors = lintMeta(mapping, { mayBeMapping: true }).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  test('broken YAML is one error where it breaks', () => {
    const [error, ...more] = errorsOf('title: a\nrecipes:\n  - id: [\nbakery:\n');
    expect(more).toEqual([]);
    expect(error?.message).toContain('not valid YAML');
    expect(error?.line).toBeGreaterThan(2);
    expect(errorsOf('title: a\nrecipes:\n\t- id: b\n')).toMatchObject([
      { line: 3, message: expect.stringContaining('tab') },
    ]);
  });

  test('a file that is expensive to parse is one error', () => {
    expect(lintMeta('['.repeat(200_000))).toMatchObject([
      { line: 1, severity: 'error', message: expect.stringContaining('larger than 128 kB') },
    ]);
  });

  test('what the catalog lacks is a warning, and so is a typo', () => {
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

describe('parseMeta reads YAML as ruamel.yaml does', () => {
  test.each([
    ['a byte order mark and CRLF', '\uFEFFtitle: "T"\r\nbakery:\r\n  id: a\r\n', { title: 'T', bakery: { id: 'a' } }],
    ['merge keys', 'x: &c\n  id: a\nbakery:\n  <<: *c\n', { x: { id: 'a' }, bakery: { id: 'a' } }],
    [
      'quoted text that goes on at column 1',
      'a:\n  b: "one\ntwo \\" three"\n  c: 1\n',
      { a: { b: 'one two " three', c: 1 } },
    ],
    ['single quotes at column 1', "a:\n  - 'it''s\nfine'\nb: 2\n", { a: ["it's fine"], b: 2 }],
    ['numbers with underscores', 'a: 2022_01\nb: 1_0.5\n', { a: 202201, b: 10.5 }],
    ['words that were booleans in YAML 1.1', 'a: yes\nb: off\n', { a: 'yes', b: 'off' }],
    ['an ORCID', 'a: 0000-0002-1825-0097\n', { a: '0000-0002-1825-0097' }],
  ])('%s', (_name, text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  test('a quote that never closes is an error', () => {
    expect(valueOf('a: "b\nc: d\n')).toMatchObject({ outcome: 'invalid' });
  });
});

test('maintainers are GitHub logins, without the @ and in lower case', () => {
  expect(maintainersOf(GOOD)).toEqual(['somebody']);
  expect(maintainersOf('maintainers:\n  - github: "not a login"\n  - name: only\n')).toEqual([]);
  expect(maintainersOf(': [')).toEqual([]);
});

test('everything that could spell dict_object may execute code', () => {
  expect(mayExecuteCode(GOOD)).toBe(false);
  expect(mayExecuteCode('recipes:\n  - dict_object: a:b\n')).toBe(true);
  expect(mayExecuteCode('recipes:\n  - "dict\\u005fobject": a:b\n')).toBe(true);
  expect(mayExecuteCode(Buffer.from('dict_object', 'utf16le').toString('utf8'))).toBe(true);
});

test('requirements by name come from the registry, and everything else may build from source', () => {
  const names =
    '# of the recipe\n\nnumpy\r\nxarray[io] >= 2024.1, <2025 # new\npandas (==2.2)\nzarr; python_version < "3.12"';
  expect(mayBuildFromSource(names)).toBe(false);
  for (const line of [
    'git+https://example.org/x.git',
    'x @ git+https://example.org/x.git',
    'x @ https://example.org/x-1.0.tar.gz',
    'https://example.org/x-1.0-py3-none-any.whl',
    '-e .',
    '--no-binary :all:',
    'numpy==1 --global-option=x',
    '-r other.txt',
    './x',
    '../x',
    'x/y',
    'file:x',
    'numpy \\',
  ])
    expect([line, mayBuildFromSource(`numpy\n${line}\n`)]).toEqual([line, true]);
});

test('a key that is given twice is an error where it is given again', () => {
  expect(lintMeta('title: a\nx:\n  y: 1\n  y: 2\n')).toMatchObject([
    { line: 4, severity: 'error', message: 'This is not valid YAML: map keys must be unique.' },
  ]);
});

test('a file with more keys than a recipe can have is one error, before it is parsed', () => {
  const keys = Array.from({ length: 10_001 }, (_, at) => `k${at}: 1`).join('\n');
  expect(lintMeta(keys)).toMatchObject([
    { line: 1, severity: 'error', message: 'This holds more than 10000 keys and items.' },
  ]);
});
