import { expect, test } from '@jest/globals';
import { chooseRunnerLine } from './choose-runner-line.ts';
import { RUNNER_LINES, type RunnerLine, readRunnerLock } from './read-runner-lock.ts';

const locks = await Promise.all(RUNNER_LINES.map((line) => readRunnerLock(line)));
const OLD_API = 'import pandas as pd\nfrom pangeo_forge_recipes.recipes import XarrayZarrRecipe\n';
const choose = (requirements: string | null, line: RunnerLine | null = null, code = '', from = locks) =>
  chooseRunnerLine({ requirements, sources: new Map([['recipe.py', code]]), line }, from);

test.each([
  ['no requirement', null, null, '0.10'],
  ['an empty file', '', null, '0.10'],
  ['other packages only', 'xarray==2024.11.0\npangeo-forge-recipes==0.10.8\n', null, '0.10'],
  ['an old version', 'fsspec\npangeo-forge-runner==0.9.4\n', null, '0.9'],
  ['a range of the old line', 'Pangeo_Forge.Runner ~= 0.9.0  # until the new one works', null, '0.9'],
  ['an upper bound', 'pangeo-forge-runner<0.10 ; python_version >= "3.9"', null, '0.9'],
  ['extras', 'pangeo-forge-runner[dataflow]==0.10.*', null, '0.10'],
  ['no version', 'pangeo-forge-runner', null, '0.10'],
  ['the bakery’s line', 'xarray', '0.9', '0.9'],
  ['the bakery’s line, which the feedstock allows', 'pangeo-forge-runner>=0.9', '0.9', '0.9'],
  ['the feedstock’s requirement before the bakery’s line', 'pangeo-forge-runner==0.10.2', '0.9', '0.10'],
] as const)('%s', (_what, requirements, line, expected) => {
  expect(choose(requirements, line)).toBe(expected);
});

test.each([
  ['the old API', null, null, OLD_API, '0.8'],
  ['the old API on a bakery of another line', '', '0.9', OLD_API, '0.8'],
  ['recipes before 0.10', 'pangeo-forge-recipes==0.9.4', '0.10', '', '0.8'],
  ['a runner of before 0.9', 'pangeo-forge-runner==0.7.1', null, '', '0.8'],
  ['an older release of a line', 'pangeo-forge-runner==0.9.2', null, '', '0.9'],
  ['a range that the legacy line is in', 'pangeo-forge-runner<0.10', null, '', '0.9'],
  ['words in a comment', null, null, '# from pangeo_forge_recipes.recipes import XarrayZarrRecipe', '0.10'],
] as const)('the legacy line is chosen by what a feedstock says, never as the newest: %s', (...row) => {
  const [, requirements, line, code, expected] = row;
  expect(choose(requirements, line, code)).toBe(expected);
});

test('where the legacy line is missing, one sentence names what was found, the line and the guide', () => {
  const others = locks.filter(({ line }) => line !== '0.8');
  expect(() => choose(null, null, OLD_API, others)).toThrow(
    /^`from pangeo_forge_recipes\.recipes import XarrayZarrRecipe` \(recipe\.py, line 2\) needs .* line 0\.8 .* 0\.10\.\d+ and 0\.9\.\d+: .*https:/,
  );
});

test('code and requirements that exclude each other are refused with both lines', () => {
  expect(() => choose('xarray\npangeo-forge-recipes>=0.10', null, OLD_API)).toThrow(
    /\(recipe\.py, line 2\).*`pangeo-forge-recipes>=0\.10` \(requirements\.txt, line 2\)/,
  );
});

test('an old runner for code of the newer API is refused with both lines and all versions', () => {
  const code = 'from pangeo_forge_recipes.transforms import StoreToZarr\n';
  expect(() => choose('pangeo-forge-runner==0.7.1', null, code)).toThrow(
    /`pangeo-forge-runner==0\.7\.1` \(requirements\.txt, line 1\).*\(recipe\.py, line 1\).* has 0\.10\.\d+ and 0\.9\.\d+ and 0\.8\.\d+/,
  );
});

test('a version that there is not is refused with those that there are', () => {
  expect(() => choose('pangeo-forge-runner==0.6.1')).toThrow(
    /==0\.6\.1, and this deployment has 0\.10\.\d+ and 0\.9\.\d+ and 0\.8/,
  );
  expect(() => choose('pangeo-forge-runner @ git+https://example.org/runner')).toThrow('this deployment has');
});
