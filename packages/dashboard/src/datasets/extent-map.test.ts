import { expect, test } from '@jest/globals';
import { areaText, extentMap } from './extent-map.ts';

test('no coast is drawn across the map where it crosses the 180th meridian', () => {
  const [, path = ''] = /class="extent-land" d="([^"]+)"/.exec(extentMap([0, 0, 10, 10]).text) ?? [];
  const parts = path.split('M').filter((part) => part !== '');
  expect(parts.length).toBeGreaterThan(50);
  for (const part of parts) {
    const columns = part
      .replace('Z', '')
      .split('L')
      .map((point) => Number(point.split(' ')[0]));
    const jumps = columns.slice(1).map((x, at) => Math.abs(x - (columns[at] ?? x)));
    expect(Math.max(0, ...jumps)).toBeLessThanOrEqual(180);
  }
});

test('an area across the 180th meridian is drawn on both sides', () => {
  const map = extentMap([170, -10, -170, 10]).text;
  expect(map.match(/class="extent-area"/g)).toHaveLength(2);
  expect(areaText([170, -10, -170, 10])).toBe('170° E to 170° W, 10° S to 10° N');
});
