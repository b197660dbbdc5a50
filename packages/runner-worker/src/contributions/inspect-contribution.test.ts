import { expect, test } from '@jest/globals';
import type { ChangedFile } from '@pangeo-forge/github/pull-requests';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { inspectContribution } from './inspect-contribution.ts';

const STAGED = RepoFullName.parse('pangeo-forge/staged-recipes');
const FEEDSTOCK = RepoFullName.parse('pangeo-forge/noaa-feedstock');
const file = (
  path: string,
  status: ChangedFile['status'] = 'added',
  previousPath: string | null = null,
): ChangedFile => ({
  path,
  status,
  previousPath,
  sha: '',
});
const META = file('recipes/noaa/meta.yaml');

const titleOf = (repository: RepoFullName, files: ChangedFile[]) => {
  const found = inspectContribution(repository, files);
  return found.outcome === 'problem' ? found.title : found.outcome;
};

test('one folder under recipes/ is a recipe, however deep its files lie', () => {
  expect(inspectContribution(STAGED, [META, file('recipes/noaa/a/b/c.py')])).toEqual({
    outcome: 'recipe',
    subdir: 'recipes/noaa',
    name: 'noaa',
    metaPath: 'recipes/noaa/meta.yaml',
  });
});

test.each([
  ['a file is renamed within the folder', [META, file('recipes/noaa/b.py', 'renamed', 'recipes/noaa/a.py')], 'recipe'],
  ['a file is copied from elsewhere', [META, file('recipes/noaa/b.py', 'copied', 'recipes/other/b.py')], 'recipe'],
  ['a file of the folder is deleted beside others', [META, file('recipes/noaa/a.py', 'removed')], 'recipe'],
  [
    'a file is taken from another folder',
    [META, file('recipes/noaa/b.py', 'renamed', 'recipes/other/b.py')],
    'Files outside the recipe folder',
  ],
  [
    'a file of another folder is deleted',
    [META, file('recipes/other/b.py', 'removed')],
    'Files outside the recipe folder',
  ],
  ['the README is changed, too', [META, file('README.md', 'modified')], 'Files outside the recipe folder'],
  ['a stray .gitignore is added', [META, file('recipes/.gitignore')], 'Files outside the recipe folder'],
  ['two folders are changed', [META, file('recipes/other/meta.yaml')], 'More than one recipe folder'],
  ['everything is deleted', [file('recipes/noaa/meta.yaml', 'removed')], 'The recipe is removed'],
  ['the folder is named as an option', [file('recipes/-x/meta.yaml')], 'The folder name is not allowed'],
  ['the folder climbs', [file('recipes/a..b/meta.yaml')], 'The folder name is not allowed'],
  ['the recipe lies at the top', [file('noaa/meta.yaml'), file('noaa/a.txt')], 'The recipe is in the wrong place'],
  ['meta.yaml lies beside the folders', [file('recipes/meta.yaml')], 'The recipe is in the wrong place'],
  ['the folder has capital letters', [file('Recipes/noaa/recipe.py')], 'The recipe is in the wrong place'],
  [
    'the recipe is moved out',
    [file('noaa/meta.yaml', 'renamed', 'recipes/noaa/meta.yaml')],
    'The recipe is in the wrong place',
  ],
  ['a meta.yaml elsewhere is changed', [file('docs/example/meta.yaml', 'modified')], 'nothing'],
  ['only the README is changed', [file('README.md', 'modified')], 'nothing'],
  ['only a file beside the folders is changed', [file('recipes/README.md', 'modified')], 'nothing'],
])('in staged-recipes, where %s', (_case, files, expected) => {
  expect(titleOf(STAGED, files)).toBe(expected);
});

test.each([
  ['its recipe is changed', [file('feedstock/recipe.py', 'modified')], 'recipe'],
  ['its recipe is changed beside other files', [file('feedstock/recipe.py', 'modified'), file('README.md')], 'recipe'],
  ['a file leaves the recipe', [file('notes.md', 'renamed', 'feedstock/notes.md')], 'recipe'],
  ['only the README is changed', [file('README.md', 'modified')], 'nothing'],
  ['the recipe is deleted', [file('feedstock/meta.yaml', 'removed')], 'The recipe is removed'],
  ['a file beside meta.yaml is deleted', [file('feedstock/old.py', 'removed')], 'recipe'],
])('in a feedstock, where %s', (_case, files, expected) => {
  expect(titleOf(FEEDSTOCK, files)).toBe(expected);
});

test('what lies outside is named, with what happens to it', () => {
  const found = inspectContribution(STAGED, [
    META,
    file('recipes/other/b.py', 'removed'),
    file('recipes/noaa/c.py', 'renamed', 'c.py'),
  ]);
  expect(found).toMatchObject({
    explanation: expect.stringMatching(
      /- `recipes\/other\/b\.py` is deleted\n- `c\.py` is moved to `recipes\/noaa\/c\.py`/,
    ),
  });
});

test.each([
  ['noaa/meta.yaml', 'recipes/noaa/meta.yaml'],
  ['meta.yaml', 'recipes/NAME/meta.yaml'],
  ['recipes/meta.yaml', 'recipes/NAME/meta.yaml'],
  ['Recipes/noaa/meta.yaml', 'recipes/noaa/meta.yaml'],
  ['feedstocks/recipes/noaa/recipe.py', 'recipes/noaa/recipe.py'],
])('%s belongs to %s, and the text says so', (path, place) => {
  expect(inspectContribution(STAGED, [file(path)])).toMatchObject({
    explanation: expect.stringContaining(`- move \`${path}\` to \`${place}\``),
  });
});
