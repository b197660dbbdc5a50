export interface Sources {
  /** Serves the sample's files over http. */
  files: string;
  /** Answers over https with a certificate that nobody trusts. */
  untrusted: string;
  /** Refuses connections. */
  refusing: string;
}

export interface FailingRecipe {
  name: string;
  /** Instead of the sample's: its `recipe.py` reads `{source}/sst/…nc`. */
  files?: Record<string, string>;
  source?: keyof Sources | 'nowhere';
  /** Reads the recipes only; a pruned bake unless given. */
  expands?: true;
  prune?: boolean;
  limits?: { wallTimeMs?: number; memoryBytes?: number };
  /** Prints it when the time limit may end it. */
  untilPrinted?: string;
}

const META = (recipes: string) => `title: Fails\nrecipes:\n${recipes}bakery:\n  id: local\n`;
const ONE = META('  - id: fails\n    object: "recipe:recipe"\n');
const DICTIONARY = META('  - dict_object: "recipe:recipes"\n');
/** A pipeline of one step. */
const mapping = (body: string, head = '') => `import apache_beam as beam
${head}

def step(item):
${body.replace(/^/gm, '    ')}


items = dict(a=1)
recipe = beam.Create(items.items()) | beam.Map(step)
`;

const one = (recipe: string, requirements = '') => ({
  'meta.yaml': ONE,
  'recipe.py': recipe,
  'requirements.txt': requirements,
});

/** Recipes that fail, each by a cause of another kind. */
export const FAILING_RECIPES: readonly FailingRecipe[] = [
  {
    name: 'raises-while-read',
    files: {
      ...one('recipes = {}\n\n\ndef make():\n    return recipes["missing"]\n\n\nmake()\n'),
      'meta.yaml': DICTIONARY,
    },
    expands: true,
  },
  { name: 'raises-in-a-worker', files: one(mapping('return {}["missing"]')) },
  {
    name: 'raises-in-a-library',
    files: one(
      mapping(
        'return open_it(item)',
        'import xarray as xr\n\n\ndef open_it(item):\n    return xr.Dataset({"a": ("x", [1, 2])}).sel(y=3)\n',
      ),
    ),
  },
  { name: 'source-is-missing', source: 'files' },
  { name: 'host-has-no-address', source: 'nowhere' },
  {
    name: 'host-has-no-address-old-api',
    files: one(`from pangeo_forge_recipes.patterns import ConcatDim, FilePattern
from pangeo_forge_recipes.recipes import XarrayZarrRecipe


def make_url(time):
    return f"https://data.example.invalid/{time}.nc"


recipe = XarrayZarrRecipe(FilePattern(make_url, ConcatDim("time", [1, 2], nitems_per_file=1)))
`),
  },
  { name: 'host-refuses', source: 'refusing' },
  { name: 'certificate-is-not-trusted', source: 'untrusted' },
  {
    name: 'host-has-no-address-while-read',
    files: {
      ...one('from urllib.request import urlopen\n\nrecipes = urlopen("https://data.example.invalid/list").read()\n'),
      'meta.yaml': DICTIONARY,
    },
    expands: true,
  },
  {
    name: 'requests-gets-404',
    files: one(mapping('response = requests.get("{source}/none")\nresponse.raise_for_status()', 'import requests')),
    source: 'files',
  },
  { name: 'requirement-does-not-exist', files: one(mapping('return item'), 'numpy==99.0\n') },
  {
    name: 'requirements-conflict',
    files: one(mapping('return item'), 'fsspec==2024.9.0\ns3fs==2024.10.0\n'),
  },
  {
    name: 'meta-field-of-another-type',
    files: { ...one(mapping('return item')), 'meta.yaml': `${ONE}description: 3\n` },
    expands: true,
  },
  {
    name: 'recipes-is-a-mapping',
    files: { ...one(mapping('return item')), 'meta.yaml': META('  id: fails\n  object: "recipe:recipe"\n') },
    expands: true,
  },
  { name: 'module-is-missing', files: one(mapping('return item', 'import cowsay')) },
  {
    name: 'module-is-missing-while-read',
    files: { ...one('import cowsay\n\nrecipes = {}\n', 'cowsay\n'), 'meta.yaml': DICTIONARY },
    expands: true,
  },
  { name: 'module-is-missing-in-a-worker', files: one(mapping('import cowsay\nreturn item')) },
  { name: 'asks-for-too-much-memory', files: one(mapping('return numpy.ones((1 << 45,))', 'import numpy')) },
  {
    name: 'uses-too-much-memory',
    files: one(mapping('kept = []\nwhile True:\n    kept.append(bytearray(1 << 24))')),
    limits: { memoryBytes: 700 * 1024 ** 2 },
  },
  {
    name: 'pruned-list',
    files: one('import apache_beam as beam\n\nrecipe = beam.Create(["a", "b"]) | beam.Map(print)\n'),
    prune: true,
  },
  {
    name: 'takes-too-long-to-read',
    files: { ...one('import time\n\ntime.sleep(3600)\nrecipes = {}\n'), 'meta.yaml': DICTIONARY },
    expands: true,
    limits: { wallTimeMs: 20_000 },
  },
  {
    name: 'takes-too-long-to-bake',
    files: one(mapping('import time\nprint("sleeping", flush=True)\ntime.sleep(3600)')),
    untilPrinted: 'sleeping',
    limits: { wallTimeMs: 60_000 },
  },
  { name: 'exits', files: one(mapping('return item', 'import sys\nsys.exit("no credentials for the archive")')) },
  {
    name: 'no-such-recipe-object',
    files: { ...one(mapping('return item')), 'meta.yaml': ONE.replace('recipe:recipe', 'recipe:recipy') },
  },
  // on the 0.8 line, whose recipes need a cache that this bakery does not have
  { name: 'storage-is-not-usable', files: one('recipe = 1\n') },
  { name: 'syntax-error', files: one('import apache_beam as beam\nrecipe = (\n') },
];
