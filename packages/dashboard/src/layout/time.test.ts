import { expect, test } from '@jest/globals';
import { durationText, timeAgo } from './time.ts';

test('a relative time has the exact time with it, and a time without a zone is UTC', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(timeAgo('2026-11-21T11:57:00', now).text).toBe(
    '<time datetime="2026-11-21T11:57:00.000Z" title="2026-11-21 11:57:00 UTC" data-relative>3 minutes ago</time>',
  );
  expect(timeAgo('2026-11-21T11:59:59Z', now).text).toContain('just now');
  expect(timeAgo('2022-11-21T11:00:00', now).text).toContain('4 years ago');
  expect(timeAgo(null, now).text).toContain('–');
  expect(timeAgo('<b>', now).text).not.toContain('<b>');
});

test('durations have the precision that matters', () => {
  const seconds = [0.42, 21.2, 99.5, 720, 11_100, 187_200];
  expect(seconds.map(durationText)).toEqual(['0.4 s', '21 s', '2 min', '12 min', '3 h 05 min', '2 d 4 h']);
});
