const META = `title: Waves
description: Their height
recipes:
  - id: waves
    object: "recipe:recipe"
bakery:
  id: local
maintainers:
  - name: Somebody
    github: contributor
`;
const RECIPE = `import apache_beam as beam
from pangeo_forge_recipes.patterns import pattern_from_file_sequence

pattern = pattern_from_file_sequence(["https://example.org/0.nc"], "time")
recipe = beam.Create(pattern.items()) | beam.Map(print)
`;
const RECIPES = META.slice(META.indexOf('recipes:'), META.indexOf('bakery:'));

export interface LintCase {
  name: string;
  /** Beside meta.yaml, recipe.py and requirements.txt without faults; null: not there. */
  files: Record<string, string | Buffer | null>;
  /** What lint finds: severity, rule and place. */
  found: string[];
}

const meta = (change: (text: string) => string) => ({ 'meta.yaml': change(META) });

export const LINT_CASES: readonly LintCase[] = [
  { name: 'no-faults', files: {}, found: [] },
  {
    name: 'byte-order-mark-and-crlf',
    files: {
      'meta.yaml': `\u{feff}${META.replaceAll('\n', '\r\n')}`,
      'recipe.py': `\u{feff}${RECIPE.replaceAll('\n', '\r\n')}`,
    },
    found: [],
  },
  {
    name: 'field-without-a-value',
    files: meta((text) => text.replace('github: contributor', 'github:')),
    found: ['error text meta.yaml:10'],
  },
  {
    name: 'both-forms-of-recipes',
    files: {
      ...meta((text) => text.replace('bakery:', '  - dict_object: "recipe:recipes"\nbakery:')),
      'recipe.py': `${RECIPE}recipes = {}\n`,
    },
    found: ['error recipe-form meta.yaml:6'],
  },
  {
    name: 'only-comments',
    files: { 'meta.yaml': '# title: Waves\n# recipes: …\n' },
    found: ['error fields meta.yaml:1'],
  },
  {
    name: 'id-that-is-a-number',
    files: meta((text) => text.replace('id: waves', 'id: 1979')),
    found: ['error recipe-id meta.yaml:4'],
  },
  {
    name: 'two-recipes-of-one-id',
    files: meta((text) => text.replace('bakery:', '  - id: waves\n    object: "recipe:recipe"\nbakery:')),
    found: ['error recipe-id meta.yaml:6'],
  },
  {
    name: 'object-with-py',
    files: meta((text) => text.replace('recipe:recipe', 'recipe.py:recipe')),
    found: ['error recipe-object meta.yaml:5'],
  },
  {
    name: 'mapping-of-recipes',
    files: {
      ...meta((text) => text.replace(RECIPES, 'recipes:\n  dict_object: "recipe:recipes"\n')),
      'recipe.py': `${RECIPE}recipes = {}\n`,
    },
    found: ['error recipes meta.yaml:3'],
  },
  { name: 'named-meta-yml', files: { 'meta.yaml': null, 'meta.yml': META }, found: ['warning meta-name meta.yml:1'] },
  {
    name: 'no-requirements',
    files: { 'requirements.txt': null },
    found: ['warning requirements requirements.txt:1'],
  },
  {
    name: 'object-below-the-folder',
    files: {
      ...meta((text) => text.replace('recipe:recipe', 'src/deep/down/waves:recipe')),
      'recipe.py': null,
      'src/deep/down/waves.py': RECIPE,
    },
    found: [],
  },
  { name: 'no-such-file', files: { 'recipe.py': null }, found: ['error recipe-object meta.yaml:5'] },
  {
    name: 'name-only-in-a-comment',
    files: { 'recipe.py': '# recipe = 1\nother = "recipe"\n' },
    found: ['error recipe-object meta.yaml:5'],
  },
  {
    name: 'syntax-error',
    files: { 'recipe.py': `${RECIPE}print "done"\n` },
    found: ['error python-syntax recipe.py:6'],
  },
  {
    name: 'list-in-beam-create',
    files: { 'recipe.py': RECIPE.replace('pattern.items()', '["https://example.org/0.nc"]') },
    found: ['warning prune recipe.py:5'],
  },
  {
    name: 'placeholder-of-a-template',
    files: { 'recipe.py': `${RECIPE}target = "gs://bucket/<your_user_name>/waves.zarr"\n` },
    found: ['error placeholder recipe.py:6'],
  },
  {
    name: 'api-of-before-0.10',
    files: {
      'recipe.py': 'from pangeo_forge_recipes.recipes import XarrayZarrRecipe\n\nrecipe = XarrayZarrRecipe(None)\n',
      'requirements.txt': null,
    },
    found: ['warning runner-line recipe.py:1'],
  },
  {
    name: 'api-against-its-requirement',
    files: {
      'recipe.py': 'import xarray\nfrom pangeo_forge_recipes.recipes import XarrayZarrRecipe\nrecipe = None\n',
      'requirements.txt': 'pangeo-forge-recipes==0.10.7\n',
    },
    found: ['error runner-line recipe.py:2'],
  },
  {
    name: 'bakery-that-does-not-exist',
    files: meta((text) => text.replace('id: local', 'id: lokal')),
    found: ['error bakery meta.yaml:7'],
  },
  {
    name: 'program-of-its-own',
    files: {
      ...meta((text) => text.replace(RECIPES, '')),
      'recipe.py': 'import xarray as xr\n\nxr.Dataset().to_zarr("gs://bucket/waves.zarr")\n',
      'catalog.yaml': 'stores:\n  - id: waves\n    url: gs://bucket/waves.zarr\n',
    },
    found: ['warning recipes meta.yaml:1', 'warning script-target recipe.py:3'],
  },
  {
    name: 'catalogue-only',
    files: {
      ...meta((text) => text.replace(RECIPES, '')),
      'recipe.py': null,
      'requirements.txt': null,
      'catalog.yaml': 'stores:\n  - id: waves\n    url: https://example.org/waves.zarr\n',
    },
    found: ['warning recipes meta.yaml:1'],
  },
  {
    name: 'recipe-too-large-to-read',
    files: { 'recipe.py': `${RECIPE}${'# waves\n'.repeat(40_000)}` },
    found: ['error unread recipe.py:1'],
  },
  {
    name: 'module-that-is-no-text',
    files: { 'tables.py': Buffer.from([0xff, 0xfe, 0x00, 0xc3]) },
    found: ['warning unread tables.py:1'],
  },
];

/** Path from the folder → content. */
export function filesOf({ files }: LintCase): Record<string, string | Buffer> {
  const all = { 'meta.yaml': META, 'recipe.py': RECIPE, 'requirements.txt': '', ...files };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, content]) => (content === null ? [] : [[name, content]])),
  );
}
