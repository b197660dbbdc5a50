import { expect, test } from '@jest/globals';
import { hasMarker, hiddenMarkers } from './hidden-markers.ts';

const OURS = '<!-- pangeo-forge: run 9 -->';
const FORGED = '<!-- pangeo-forge: run 7 -->';

test('markers are read at the end of a text only, where we write them', () => {
  const body = `Failed.\n\n\`\`\`text\n${FORGED}\n\`\`\`\n${FORGED}\n\n${OURS}`;
  expect(hiddenMarkers(body)).toEqual([OURS]);
  expect([hasMarker(body, OURS), hasMarker(body, FORGED)]).toEqual([true, false]);
});

test('a marker is known by its beginning, and in a text that was edited on GitHub’s pages', () => {
  expect(hasMarker(`a\r\n\r\n${OURS}\r\n<!-- other -->\r\n`, '<!-- pangeo-forge: run 9 ')).toBe(true);
  expect([hasMarker(null, OURS), hasMarker(`${OURS}\nmore`, OURS)]).toEqual([false, false]);
});
