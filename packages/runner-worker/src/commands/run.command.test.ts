import { expect, test } from '@jest/globals';
import { readRunOptions } from './run.command.ts';

const read = (text: string) => readRunOptions(text.split(' ').filter(Boolean));

test.each([
  ['sst ice', { recipes: ['sst', 'ice'], production: false, ref: null }],
  ['sst --production', { recipes: ['sst'], production: true, ref: null }],
  ['--production all --ref v1.0', { recipes: ['all'], production: true, ref: 'v1.0' }],
  ['sst --production --ref=side/way', { recipes: ['sst'], production: true, ref: 'side/way' }],
  ['sst --production --ref `main`', { recipes: ['sst'], production: true, ref: 'main' }],
  ['sst —production —ref main', { recipes: ['sst'], production: true, ref: 'main' }],
])('%s', (text, options) => {
  expect(read(text)).toEqual({ outcome: 'read', ...options });
});

test.each([
  ['sst --ref main', 'works only with `--production`'],
  ['sst --production --ref', 'a branch, a tag or a commit'],
  ['sst --ref --production', 'a branch, a tag or a commit'],
  ['sst --prodution', 'Did you mean `--production`?'],
  ['sst --force', 'Unknown option `--force`'],
])('%s is unclear', (text, said) => {
  expect(read(text)).toMatchObject({ outcome: 'unclear', reply: expect.stringContaining(said) });
});
