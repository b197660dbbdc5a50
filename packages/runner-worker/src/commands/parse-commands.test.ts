import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommands } from './parse-commands.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/);
const argument = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);
const command = fc.record({ name: word, args: fc.array(argument, { maxLength: 4 }) });
const lineOf = ({ name, args }: { name: string; args: string[] }) => [`/${name}`, ...args].join(' ');
const prose = fc.stringMatching(/^[A-Za-z ,.!]{0,40}$/);

describe('parseCommands', () => {
  test.each([
    ['/run sst', [{ name: 'run', args: ['sst'] }]],
    ['/RUN  sst   ice  ', [{ name: 'run', args: ['sst', 'ice'] }]],
    [
      '/run sst\r\n/status\r\n',
      [
        { name: 'run', args: ['sst'] },
        { name: 'status', args: [] },
      ],
    ],
    ['\n\n/help', [{ name: 'help', args: [] }]],
    ['/lint\nthank you', [{ name: 'lint', args: [] }]],
    [
      '/lint\n```\n/run all\n```\n/help',
      [
        { name: 'lint', args: [] },
        { name: 'help', args: [] },
      ],
    ],
    ['/lint\n> /run all', [{ name: 'lint', args: [] }]],
    ['/lint\n    /run all', [{ name: 'lint', args: [] }]],
  ])('%j gives %j', (body, expected) => {
    expect(parseCommands(body)).toEqual(expected);
  });

  test.each([
    '',
    'please\n/run all',
    '> /run all',
    '```\n/run all\n```',
    '~~~\n/run all',
    ' /run all',
    '//run',
    '/',
    '/ run',
    '/path/to/file',
    '`/run all`',
    '<!-- /run all -->',
  ])('%j gives none', (body) => {
    expect(parseCommands(body)).toEqual([]);
  });

  test('each line that starts with a command is one, in order, whatever ends the lines', () => {
    fc.assert(
      fc.property(
        fc.array(command, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (commands, end) => {
          expect(parseCommands(commands.map(lineOf).join(end))).toEqual(commands);
        },
      ),
    );
  });

  test('what stands in a fence, or is quoted, or follows prose, is never a command', () => {
    fc.assert(
      fc.property(command, command, prose, fc.constantFrom('```', '~~~', '````'), (first, hidden, text, fence) => {
        const fenced = `${lineOf(first)}\n${fence}\n${lineOf(hidden)}\n${fence}`;
        expect(parseCommands(fenced)).toEqual([first]);
        expect(parseCommands(`${lineOf(first)}\n> ${lineOf(hidden)}`)).toEqual([first]);
        expect(parseCommands(`x${text}\n${lineOf(hidden)}`)).toEqual([]);
      }),
    );
  });

  test('any text has an answer, and names hold nothing that Markdown would read', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (body) => {
        for (const { name } of parseCommands(body)) expect(name).toMatch(/^[a-z][\w-]*$/);
      }),
    );
  });
});
