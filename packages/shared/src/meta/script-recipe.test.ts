import { expect, test } from '@jest/globals';
import { scriptRecipesOf } from './script-recipe.ts';

const PROGRAM = 'import xarray as xr\n';
const CATALOG = 'stores:\n  - id: small\n    url: gs://a/small.zarr\n  - id: large\n    url: gs://a/large.zarr\n';
const read = (meta: string, catalog: string | null = CATALOG, program: string | null = PROGRAM) =>
  scriptRecipesOf({ meta, catalog, program }, 'waves');
const stores = [
  { id: 'small', url: 'gs://a/small.zarr' },
  { id: 'large', url: 'gs://a/large.zarr' },
];

test('recipe.py without pangeo_forge_recipes is one recipe where meta.yaml names none', () => {
  expect(read('title: T\n')).toEqual([{ id: 'waves', script: 'recipe.py', stores }]);
  expect(read('title: T\nrecipes:\n')).toEqual([{ id: 'waves', script: 'recipe.py', stores }]);
  expect(read('title: T\n', CATALOG.split('  - id: large')[0])).toMatchObject([{ id: 'small' }]);
  expect(read('title: T\n', null)).toEqual([{ id: 'waves', script: 'recipe.py', stores: [] }]);
});

test('meta.yaml names programs with `script`, and their stores', () => {
  expect(read('recipes:\n  - id: all\n    script: recipe.py\n')).toEqual([{ id: 'all', script: 'recipe.py', stores }]);
  const two =
    'recipes:\n  - id: small\n    script: a.py\n  - id: b\n    script: b/b.py\n    stores: [{id: x, url: /x}]\n';
  expect(read(two)).toEqual([
    { id: 'small', script: 'a.py', stores: [stores[0]] },
    { id: 'b', script: 'b/b.py', stores: [{ id: 'x', url: '/x' }] },
  ]);
});

test('everything else is left to pangeo-forge-runner', () => {
  expect(read('recipes:\n  - id: a\n    object: "recipe:recipe"\n')).toBeNull();
  expect(read('recipes:\n  - id: a\n    object: "recipe:recipe"\n  - id: b\n    script: b.py\n')).toBeNull();
  expect(read('recipes:\n  - id: a\n    script: ../../etc/passwd.py\n')).toBeNull();
  expect(read('title: T\n', CATALOG, 'from pangeo_forge_recipes.patterns import FilePattern\n')).toBeNull();
  expect(read('title: T\n', CATALOG, null)).toBeNull();
  expect(read('recipes: [', CATALOG)).toBeNull();
});
