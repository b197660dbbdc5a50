import { describe, expect, test } from '@jest/globals';
import { type FileProblem, lintRecipe, type RecipeFiles } from './lint-recipe.ts';
import { type PythonReading, readPython } from './python-facts.ts';
import { lineOfRecipe } from './recipe-line.ts';

const META = `title: T
description: d
recipes:
  - id: a
    object: "recipe:recipe"
bakery:
  id: b
maintainers: []
`;
const OLD = 'from pangeo_forge_recipes.recipes import XarrayZarrRecipe\nrecipe = XarrayZarrRecipe(None)\n';
const BEAM =
  'import apache_beam as beam\nfrom pangeo_forge_recipes.patterns import FilePattern\nrecipe = beam.Create(pattern.items()) | beam.Map(print)\n';
const UNREAD: PythonReading = { outcome: 'not_read', reason: 'no Python was found on this machine' };
const SEARCH_PATH = { PATH: '/usr/local/bin:/usr/bin:/bin' };
const hasPython = (await readPython('python3', new Map(), SEARCH_PATH)).outcome === 'read';

const folder = (files: Partial<RecipeFiles> & { python?: string }): RecipeFiles => ({
  metaName: 'meta.yaml',
  meta: META,
  requirements: '',
  catalog: null,
  sources: new Map([['recipe.py', files.python ?? BEAM]]),
  unread: new Map(),
  ...files,
});
const brief = (problems: FileProblem[]) =>
  problems.map(({ severity, rule, file, line }) => `${severity} ${rule} ${file}:${line}`);

describe('the files beside meta.yaml', () => {
  const lint = (files: Partial<RecipeFiles> & { python?: string }) => brief(lintRecipe(folder(files), UNREAD));
  const UNCHECKED = 'warning python meta.yaml:1';

  test('without a Python, lint says what it did not check', () => {
    expect(lint({})).toEqual([UNCHECKED]);
  });

  test('a file that an object names must be there', () => {
    expect(lint({ sources: new Map([['other.py', '']]) })).toEqual(['error recipe-object meta.yaml:5', UNCHECKED]);
  });

  test('a folder without requirements.txt, or with meta.yml, gets a warning', () => {
    expect(lint({ requirements: null })).toEqual(['warning requirements requirements.txt:1', UNCHECKED]);
    const python = 'from elsewhere import recipe\n';
    expect(lint({ requirements: null, python })).toEqual(['warning requirements requirements.txt:1', UNCHECKED]);
    expect(lint({ metaName: 'meta.yml' })[0]).toBe('warning meta-name meta.yml:1');
  });

  test('the API of before 0.10 is a warning, and takes the mapping form without requirements.txt', () => {
    const meta = META.replace('  - id: a\n    object: "recipe:recipe"', '  dict_object: "recipe:recipe"');
    expect(lint({ python: OLD, meta, requirements: null })).toEqual(['warning runner-line recipe.py:1', UNCHECKED]);
  });

  test('the API of before 0.10 beside a requirement that no longer has it is an error that names both lines', () => {
    const [problem] = lintRecipe(folder({ python: OLD, requirements: 'numpy\npangeo-forge-recipes>=0.10\n' }), UNREAD);
    expect(problem).toMatchObject({ severity: 'error', file: 'recipe.py', line: 1 });
    expect(problem?.message).toContain('line 2 of requirements.txt');
  });

  test('a recipe may be a program that meta.yaml names with `script`', () => {
    const named = (line: string) => ({
      meta: META.replace('object: "recipe:recipe"', line),
      python: 'import xarray as xr\n',
      requirements: null,
    });
    expect(lint(named('script: recipe.py'))).toEqual([UNCHECKED]);
    expect(lint(named('script: other.py'))).toEqual(['error recipe-object meta.yaml:5', UNCHECKED]);
    expect(lint(named('script: ../other.py'))).toContain('error recipe-script meta.yaml:5');
    expect(lint(named('script: recipe.py\n    object: "recipe:recipe"'))).toContain('error recipe-form meta.yaml:5');
    const [problem] = lintRecipe(folder(named('object: "recipe:SRTM-1"')), UNREAD);
    expect(problem?.nextStep).toContain('If recipe.py is a program of its own, write `script: "recipe.py"`');
  });

  test('a program without recipes, and a catalogue without a program, are judged by their own rules', () => {
    const meta = META.replace(/recipes:[^]*?bakery:/, 'bakery:');
    const program = { meta, python: 'import xarray as xr\n' };
    expect(lint(program)).toEqual(['warning recipes meta.yaml:1', UNCHECKED]);
    expect(lint({ meta, sources: new Map(), catalog: 'stores: []\n', requirements: null })).toEqual([
      'warning recipes meta.yaml:1',
    ]);
    expect(lint({ ...program, catalog: 'stores:\n  - url: gs://x/<your_user_name>/a.zarr\n' })).toEqual([
      'warning recipes meta.yaml:1',
      'error placeholder catalog.yaml:2',
      UNCHECKED,
    ]);
    expect(lint({ meta })).toContain('error recipes meta.yaml:1');
    expect(lint({ meta, sources: new Map() })).toContain('error recipes meta.yaml:1');
  });
});

(hasPython ? describe : describe.skip)('what Python files hold (needs python3)', () => {
  const lint = async (python: string, more: Partial<RecipeFiles> = {}) => {
    const files = folder({ python, ...more });
    return brief(lintRecipe(files, await readPython('python3', files.sources, SEARCH_PATH)));
  };

  test('a name in a comment or a string is not defined; every way to bind it is', async () => {
    expect(await lint('# recipe = 1\nx = "recipe"\n')).toEqual(['error recipe-object meta.yaml:5']);
    for (const python of [
      'recipe = 1',
      'recipe: int = 1',
      'a, (recipe, *b) = 1, (2,)',
      'from x import recipe',
      'import a.b as recipe',
      'def recipe(): pass',
      'class recipe: pass',
      'for recipe in []: pass',
      'with open("x") as recipe: pass',
      'if True:\n    recipe = 1',
      'try:\n    recipe = 1\nexcept Exception:\n    recipe = None',
      'print(recipe := 1)',
      'def f():\n    global recipe\n    recipe = 1',
      'from x import *',
      'globals()["recipe"] = 1',
    ])
      expect({ python, problems: await lint(`${python}\n`) }).toEqual({ python, problems: [] });
    expect(await lint('def f():\n    recipe = 1\n')).toEqual(['error recipe-object meta.yaml:5']);
  });

  test('a syntax error is one error at its line', async () => {
    expect(await lint('x = 1\nrecipe = (\n')).toEqual([expect.stringMatching(/^error python-syntax recipe\.py:[23]$/)]);
    expect(await lint('print "hello"\n')).toEqual(['error python-syntax recipe.py:1']);
  });

  test('beam.Create of a list is a warning: a pruned run needs pattern.items()', async () => {
    expect(await lint('import apache_beam as b\nrecipe = b.Create(["x"]) | b.Map(print)\n')).toEqual([
      'warning prune recipe.py:2',
    ]);
    expect(await lint(BEAM)).toEqual([]);
  });

  test('a program that never asks where a test may write gets a warning at the address that it names', async () => {
    const meta = META.replace('object: "recipe:recipe"', 'script: recipe.py');
    const program = 'import xarray as xr\nTARGET = "gs://bucket/a.zarr"\nxr.Dataset().to_zarr(TARGET)\n';
    expect(await lint(program, { meta })).toEqual(['warning script-target recipe.py:3']);
    expect(await lint('import xarray as xr\n', { meta })).toEqual(['warning script-target recipe.py:1']);
    expect(await lint(program.replace('"gs', 'os.environ["PANGEO_FORGE_TARGET"] + "gs'), { meta })).toEqual([]);
    expect(await lint(`${BEAM}x.to_zarr("gs://bucket/a.zarr")\n`)).toEqual([]);
  });

  test('placeholders of a template are errors', async () => {
    expect(await lint('recipe = "gs://leap-scratch/<your_user_name>/a.zarr"\nkey = "<INSERT>"\n')).toEqual([
      'error placeholder recipe.py:1',
      'error placeholder recipe.py:2',
    ]);
  });

  test('nothing of the file is executed, and what Python cannot parse is an answer', async () => {
    expect(await lint('import sys\nsys.exit(3)\nrecipe = 1\n')).toEqual([]);
    const deep = await readPython('python3', new Map([['recipe.py', `x = ${'('.repeat(20_000)}`]]), SEARCH_PATH);
    expect(deep).toMatchObject({ outcome: 'read' });
    expect(await readPython('no-such-python', new Map(), SEARCH_PATH)).toMatchObject({ outcome: 'not_read' });
  });
});

describe('lineOfRecipe', () => {
  const lineOf = (requirements: string | null, python = BEAM) => {
    const found = lineOfRecipe(requirements, new Map([['recipe.py', python]]));
    return found.outcome === 'needs' ? found.line : found.outcome;
  };

  test.each([
    ['nothing', null, BEAM, 'any'],
    ['a recipes pin of today', 'pangeo-forge-recipes==0.10.7', BEAM, 'any'],
    ['a range that today allows', 'pangeo-forge-recipes>=0.9', BEAM, 'any'],
    ['a runner pin', 'pangeo-forge-runner==0.9.4\npangeo-forge-recipes==0.10.8', BEAM, '0.9'],
    ['a range of runners: the newest, never the legacy line', 'pangeo_forge_runner<0.10', BEAM, '0.9'],
    ['the runner of the original', 'pangeo-forge-runner==0.7.1', BEAM, '0.8'],
    ['an old recipes pin', 'pangeo-forge-recipes==0.9.4', BEAM, '0.8'],
    ['an old recipes range', 'pangeo-forge-recipes[x] < 0.10 # old', BEAM, '0.8'],
    ['the old API', null, OLD, '0.8'],
    ['the old API with an unpinned requirement', 'pangeo-forge-recipes', OLD, '0.8'],
    ['the old API with a runner of today', 'pangeo-forge-runner==0.10.2', OLD, 'contradiction'],
    ['the old API with recipes of today', 'pangeo-forge-recipes==0.10.3', OLD, 'contradiction'],
    ['a requirement from git', 'pangeo-forge-recipes @ git+https://example.org/x', BEAM, 'any'],
    ['the old API in a comment', null, '# from pangeo_forge_recipes.recipes import X\n', 'any'],
  ])('%s', (_name, requirements, python, line) => {
    expect(lineOf(requirements, python)).toBe(line);
  });
});
