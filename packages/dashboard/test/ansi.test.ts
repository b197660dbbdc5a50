import { expect, test } from '@jest/globals';
import { createAnsiReader } from '../src/browser/ansi.ts';

const read = (...lines: string[]) => lines.map(createAnsiReader());

test('colours and weights become classes, and hold over lines until they are reset', () => {
  expect(read('\u001b[1;31mbad', 'still \u001b[0mgood')).toEqual([
    [{ text: 'bad', classes: 'ansi-red ansi-bold' }],
    [
      { text: 'still ', classes: 'ansi-red ansi-bold' },
      { text: 'good', classes: '' },
    ],
  ]);
});

test('256 colours and true colours become the nearest readable colour', () => {
  const [line] = read('\u001b[38;5;196ma\u001b[38;2;10;200;30mb\u001b[38;5;240mc\u001b[48;5;21md');
  expect(line?.map(({ classes }) => classes)).toEqual(['ansi-red', 'ansi-green', '', 'ansi-on-blue']);
});

test('no other escape, control character or half an escape reaches the page', () => {
  const [line] = read('a\u001b[2K\u001b]0;title\u0007b\u001b[1;1Hc\u0000\u0008d\u001b7');
  expect(line?.map(({ text }) => text).join('')).toBe('abcd7');
});

test('a progress bar shows what it wrote last', () => {
  expect(read('10 %\r55 %\r100 %\r')).toEqual([[{ text: '100 %', classes: '' }]]);
});

test('markup in a line stays text', () => {
  expect(read('<script>alert(1)</script>')).toEqual([[{ text: '<script>alert(1)</script>', classes: '' }]]);
});
