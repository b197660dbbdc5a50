import { expect, test } from '@jest/globals';
import { chooseRunnerLine } from './choose-runner-line.ts';
import { type RunnerLine, readRunnerLock } from './read-runner-lock.ts';

const locks = [await readRunnerLock('0.10'), await readRunnerLock('0.9')];
const choose = (requirements: string | null, line: RunnerLine | null = null) =>
  chooseRunnerLine({ requirements, line }, locks);

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

test('a version that there is not is refused with those that there are', () => {
  expect(() => choose('pangeo-forge-runner==0.7.1')).toThrow(/==0\.7\.1, and this deployment has 0\.10\.\d+ and 0\.9/);
  expect(() => choose('pangeo-forge-runner @ git+https://example.org/runner')).toThrow('this deployment has');
});
