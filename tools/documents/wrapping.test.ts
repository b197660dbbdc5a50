import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { documents, REPOSITORY } from './document.ts';

const COLUMNS = 120;
/** They quote comments as GitHub shows them. */
const QUOTES = ['docs/transcript.md', 'docs/transcripts/five-mistakes.md', 'docs/transcripts/maintainers-day.md'];

test('paragraphs and lists of the documents are wrapped at 120 columns', () => {
  const tooLong = documents().flatMap(({ file, tokens }) => {
    if (QUOTES.includes(file)) return [];
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
