import { describe, expect, test } from '@jest/globals';
import { checkRequest } from './check-request.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const good: RunnerRequest = {
  kind: 'bake',
  invocationId: '17',
  repoUrl: 'https://github.com/pangeo-forge/noaa-oisst-feedstock.git',
  ref: '0123456789abcdef0123456789abcdef01234567',
  feedstockSubdir: 'recipes/noaa-oisst',
  recipeId: 'noaa-oisst-avhrr-only',
  jobName: 'a6170',
};

const refused: Record<string, Partial<RunnerRequest>[]> = {
  'a recipe id that could be an option, a path or "no recipe"': [
    { recipeId: '-f' },
    { recipeId: '--help' },
    { recipeId: '../../etc' },
    { recipeId: '/etc/passwd' },
    { recipeId: '~root' },
    { recipeId: 'None' },
    { recipeId: '' },
    { recipeId: 'a\nb' },
  ],
  'a subdirectory outside the repository': [
    { feedstockSubdir: '../../etc' },
    { feedstockSubdir: 'recipes/../..' },
    { feedstockSubdir: '/etc' },
    { feedstockSubdir: '-rf' },
    { feedstockSubdir: '~' },
    { feedstockSubdir: 'a//b' },
    { feedstockSubdir: '' },
    { feedstockSubdir: 'a\0b' },
  ],
  'a repository over another transport, or with credentials': [
    { repoUrl: 'ext::sh -c id' },
    { repoUrl: 'ssh://git@github.com/x/y.git' },
    { repoUrl: 'git@github.com:x/y.git' },
    { repoUrl: '/etc' },
    { repoUrl: '--upload-pack=id' },
    { repoUrl: 'https://someone:token@github.com/x/y.git' },
    { repoUrl: 'https://github.com/x/y.git\n--config=x' },
  ],
  'a ref that could be an option or a range': [
    { ref: '--exec=id' },
    { ref: 'a..b' },
    { ref: 'HEAD~1' },
    { ref: 'a:b' },
    { ref: '' },
  ],
  'a job name that the runner would refuse': [{ jobName: 'Upper' }, { jobName: '-x' }, { jobName: 'a'.repeat(64) }],
  'a secret file that is not named by an environment variable': [
    { secretFiles: { '../x': '' } },
    { secretFiles: { 'A B': '' } },
  ],
  'an output directory that is not a place of its own': [{ localOutputDirs: ['/'] }, { localOutputDirs: ['out'] }],
  'an invocation id that is not a plain name': [{ invocationId: '../1' }, { invocationId: '' }],
};

describe('before anything runs', () => {
  test('an ordinary request passes', () => {
    expect(() => checkRequest(good)).not.toThrow();
    expect(() =>
      checkRequest({ kind: 'expand_meta', invocationId: '1', repoUrl: 'file:///srv/x.git', ref: 'main' }),
    ).not.toThrow();
  });

  for (const [what, examples] of Object.entries(refused)) {
    test.each(examples)(`${what} is refused: %j`, (change) => {
      expect(() => checkRequest({ ...good, ...change })).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    });
  }

  test('a bake without a recipe is refused, since the runner would bake them all', () => {
    const { recipeId: _recipeId, ...withoutRecipe } = good;
    expect(() => checkRequest(withoutRecipe)).toThrow(/needs the id of a recipe/);
  });
});
