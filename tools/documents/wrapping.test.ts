import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { documents, REPOSITORY } from './document.ts';

const COLUMNS = 120;
/** It quotes comments as GitHub shows them. */
const QUOTES = 'docs/transcript.md';

test('paragraphs and lists of the documents are wrapped at 120 columns', () => {
  const tooLong = documents().flatMap(({ file, tokens }) => {
    if (file === QUOTES) return [];
    const lines = readFileSync(path.join(REPOSITORY, file), 'utf8').split('\n');
    return tokens
      .filter(({ type }) => type === 'paragraph_open')
      .flatMap(({ map }) =>
        lines.slice(...(map ?? [])).map((line, index) => ({ line, number: (map?.[0] ?? 0) + index + 1 })),
      )
      .filter(({ line }) => Array.from(line).length > COLUMNS && !line.trimStart().startsWith('!['))
      .map(({ number }) => `${file}:${number}`);
  });
  expect(tooLong).toEqual([]);
});
