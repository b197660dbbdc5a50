import { expect, test } from '@jest/globals';
import { readEnvironment } from '@pangeo-forge/shared/config/environment';
import { proxiesOf } from './deployment.ts';

test.each([
  ['0 where nothing is set', {}, 0],
  ['1 on Heroku, with no setting', { DYNO: 'web.1' }, 1],
  ['as set', { PANGEO_FORGE_PROXIES: '2' }, 2],
  ['as set, on Heroku too', { DYNO: 'web.1', PANGEO_FORGE_PROXIES: '2' }, 2],
])('proxies in front: %s', (_what, variables, proxies) => {
  expect(proxiesOf(readEnvironment(variables))).toBe(proxies);
});
