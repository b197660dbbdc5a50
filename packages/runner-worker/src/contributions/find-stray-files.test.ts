import { expect, test } from '@jest/globals';
import { findStrayFiles, pointsOutside } from './find-stray-files.ts';

test.each([
  ['recipes/sea/a', 'b', false],
  ['recipes/sea/deep/a', '../b', false],
  ['recipes/sea/a', './deep/../b', false],
  ['recipes/sea/a', '../sea/b', false],
  ['recipes/sea/deep/a', '..', false],
  ['recipes/sea/a', '../b', true],
  ['recipes/sea/a', '../seaside/b', true],
  ['recipes/sea/a', '../../../b', true],
  ['recipes/sea/a', '/etc/passwd', true],
])('%s → %s leads out of recipes/sea: %s', (place, target, out) => {
  expect(pointsOutside(place, target, 'recipes/sea')).toBe(out);
});

test('in a feedstock a link may lead to anywhere in the repository', () => {
  expect(pointsOutside('feedstock/a', '../README.md', '')).toBe(false);
  expect(pointsOutside('feedstock/a', '../../b', '')).toBe(true);
});

test('links out and submodules are named, ordinary files and links inside are not', async () => {
  const blobs: Record<string, string> = { out: '../../secret', in: 'recipe.py' };
  const file = (path: string, mode: string, sha = path) => ({ path, mode, sha, size: 1 });
  const found = await findStrayFiles(
    {
      listFolder: async () => [
        file('recipe.py', '100644'),
        file('run.sh', '100755'),
        file('same.py', '120000', 'in'),
        file('deep/out', '120000', 'out'),
        file('lib', '160000'),
      ],
      readBlob: async (sha) => Buffer.from(blobs[sha] ?? ''),
    },
    { sha: 'head', folder: 'recipes/sea', root: 'recipes/sea' },
  );
  expect(found).toEqual([
    expect.stringContaining('`recipes/sea/lib` is a git submodule'),
    expect.stringContaining(
      '`recipes/sea/deep/out` is a symbolic link to `../../secret`, which is outside `recipes/sea/`',
    ),
  ]);
});
