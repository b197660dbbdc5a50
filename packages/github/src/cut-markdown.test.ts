import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutBody, cutCheckText } from './cut-markdown.ts';

const MARKER = '<!-- pangeo-forge: run 7 failure -->';

test('short text is unchanged', () => {
  expect(cutBody(`Failed.\n${MARKER}`)).toBe(`Failed.\n${MARKER}`);
  expect(cutCheckText('Failed.')).toBe('Failed.');
});

test('a comment that is too long is cut with everything closed, and is still found by its markers', () => {
  const piece = fc.constantFrom(
    'word ',
    '\n',
    '```\n',
    '<details>\n',
    '</details>\n',
    '☃',
    '🌊',
    `${MARKER}\n`,
    'x'.repeat(9_000),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), (pieces) => {
      const body = cutBody(`${pieces.join('')}${'y'.repeat(65_536)}\n${MARKER}\n${MARKER}`);
      expect(body.length).toBeLessThanOrEqual(65_536);
      expect(body.endsWith(`${MARKER}\n${MARKER}`)).toBe(true);
      expect(body).toContain('The rest is left out');
      expect(body.isWellFormed()).toBe(true);
      expect(body.split('\n').filter((line) => line.trimStart().startsWith('```')).length % 2).toBe(0);
    }),
  );
});

test('a traceback in a check run is cut at the byte that GitHub allows, and its fold is closed', () => {
  const text = cutCheckText(`<details>\n\n\`\`\`\n${'é☃🌊'.repeat(20_000)}`);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  expect(text).not.toContain('\uFFFD');
  expect(text).toMatch(/\n```\n<\/details>\n\n\*The rest is left out/);
});
