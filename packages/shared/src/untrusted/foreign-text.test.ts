import { expect, test } from '@jest/globals';
import { HOSTILE_PIECES, readMarkdown } from '@pangeo-forge/testkit/markdown/read-markdown';
import fc from 'fast-check';
import { codeBlock, codeSpan, prose, tableCell } from './foreign-text.ts';

const hostile = fc.oneof(
  fc.array(fc.constantFrom(...HOSTILE_PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.array(fc.constantFrom(...HOSTILE_PIECES), { maxLength: 12 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** GitHub does nothing about it, and it has no element but these. */
function expectInert(markdown: string, kinds: readonly string[]): void {
  const read = readMarkdown(markdown);
  const { links, html, mentions, references } = read;
  expect({ markdown, links, html, mentions, references }).toEqual({
    markdown,
    links: [],
    html: [],
    mentions: [],
    references: [],
  });
  expect([...read.kinds].filter((kind) => !kinds.includes(kind))).toEqual([]);
}

test('a code span holds any text, alone, in a sentence and beside others', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const markdown = `The recipe ${codeSpan(one)} and ${codeSpan(other)}, ${codeSpan(one)}.`;
      expectInert(markdown, ['root', 'paragraph', 'text', 'inlineCode']);
      expect(readMarkdown(markdown).code).toHaveLength(3);
      expectInert(codeSpan(one), ['root', 'paragraph', 'inlineCode']);
    }),
    { numRuns: 500 },
  );
});

test('prose of strangers stays a sentence, wherever it stands', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const kinds = ['root', 'paragraph', 'text', 'inlineCode'];
      expectInert(prose(text), kinds);
      expectInert(`It failed: ${prose(text)}`, kinds);
      expectInert(`It **failed**: ${prose(text)}\n\n${prose(text)} more`, [...kinds, 'strong']);
      expectInert(`- ${codeSpan(text)}: ${prose(text)}\n- b`, [...kinds, 'list', 'listItem']);
    }),
    { numRuns: 500 },
  );
});

test('a cell of a table holds any text', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const row = `| ${tableCell(codeSpan(one))} | ${tableCell(prose(other))} | end |`;
      const markdown = ['| a | b | c |', '| --- | --- | --- |', row].join('\n');
      expectInert(markdown, ['root', 'table', 'tableRow', 'tableCell', 'text', 'inlineCode']);
      expect(readMarkdown(markdown).text).toMatch(/end$/);
    }),
    { numRuns: 500 },
  );
});

test('a code block holds any text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markdown = [...codeBlock(text), '', 'end'].join('\n');
      expectInert(markdown, ['root', 'code', 'paragraph', 'text']);
      expect(readMarkdown(markdown).text).toBe('end');
    }),
    { numRuns: 500 },
  );
});

test('ordinary sentences stay as they are, and what would act becomes code', () => {
  const plain = 'The bakery local accepts no job at the moment: Dataflow answered 429 (Quota exceeded).';
  expect(prose(plain)).toBe(plain);
  expect(prose('ValueError: @org/owners [sign in](https://evil.example) fixes #1 <h1>')).toBe(
    'ValueError: `@org/owners [sign in](https://evil.example)` fixes `#1 <h1>`',
  );
  expect(prose('Add `titel`, or remove it (`x`).')).toBe('Add `titel`, or remove it (`x`).');
  expect(prose('it raised KeyError: time_bnds.')).toBe('it raised KeyError: `time_bnds`.');
  expect(codeSpan('a`b')).toBe('``a`b``');
  expect(codeSpan('sst')).toBe('`sst`');
});
