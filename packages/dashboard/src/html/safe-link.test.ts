import { expect, test } from '@jest/globals';
import { safeLink } from './safe-link.ts';

test('only web addresses are followed', () => {
  expect(safeLink('https://storage.example.org/a.zarr')).toBe('https://storage.example.org/a.zarr');
  for (const url of [
    'javascript:alert(1)',
    ' jAvascript:alert(1)',
    'data:text/html,x',
    '/tmp/a.zarr',
    's3://b/a',
    '',
  ]) {
    expect(safeLink(url)).toBeNull();
  }
  expect(safeLink(null)).toBeNull();
});
