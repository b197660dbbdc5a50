import { describe, expect, test } from '@jest/globals';
import { createOutputReader } from './read-output.ts';
import type { RunnerOutputLine } from './recipe-runner.ts';

function read(chunks: ReadonlyArray<string | Buffer>, stream: 'stdout' | 'stderr' = 'stdout') {
  const lines: RunnerOutputLine[] = [];
  const reader = createOutputReader((line) => lines.push(line));
  for (const chunk of chunks) reader.write(stream, Buffer.from(chunk));
  reader.end();
  return { lines: lines.map(({ text, severity }) => ({ text, severity })), evidence: reader.evidence() };
}

const json = (fields: object): string => `${JSON.stringify(fields)}\n`;

describe("the runner's output", () => {
  test('is the same however its bytes are cut, between the bytes of a character too', () => {
    const text = `${json({ message: 'größer ☃', status: 'running' })}plain ☃ line\nlast without an end`;
    const uncut = read([text]);
    const bytes = Buffer.from(text);
    const cut = read(Array.from(bytes, (_byte, index) => bytes.subarray(index, index + 1)));
    expect(cut).toEqual(uncut);
    expect(uncut.lines.map((line) => line.text)).toEqual(['größer ☃', 'plain ☃ line', 'last without an end']);
  });

  test('holds no NUL, no terminal control and no lone surrogate, which Postgres or a terminal would choke on', () => {
    const { lines } = read([
      'a\u0000b \u001b[31mred\u001b[0m\n',
      json({ message: 'half \ud800 pair' }),
      ' 10%\r 50%\r100%\n',
    ]);
    expect(lines.map((line) => line.text)).toEqual(['a\ufffdb red', 'half \ufffd pair', '100%']);
  });

  test('cuts a very long line, and says how much is missing', () => {
    const { lines } = read([`${'x'.repeat(3_000_000)}\nnext\n`]);
    expect(lines[0]?.text).toMatch(/^x{8192} … \[2991808 characters cut\]$/);
    expect(lines[1]?.text).toBe('next');
  });

  test('a long completed line is understood although it is shown cut', () => {
    const recipes = Array.from({ length: 5_000 }, (_value, index) => ({
      id: `recipe-${index}`,
      object: 'recipe:recipe',
    }));
    const { evidence } = read([json({ message: 'Expansion complete', status: 'completed', meta: { recipes } })]);
    expect(evidence.completed?.['meta']).toEqual({ recipes });
  });

  test('of several completed lines the last one counts', () => {
    const first = json({ status: 'completed', message: '', meta: { recipes: [{ id: 'forged' }] } });
    const last = json({ status: 'completed', message: '', meta: { recipes: [{ id: 'real' }] } });
    expect(read([first, last]).evidence.completed?.['meta']).toEqual({ recipes: [{ id: 'real' }] });
  });

  test('JSON on standard error, and JSON that is no message, are only text', () => {
    const line = json({ status: 'completed', meta: {} });
    expect(read([line], 'stderr').evidence.completed).toBeNull();
    expect(read(['{"status": 3}\n', '{broken}\n', '[1]\n']).evidence).toMatchObject({
      completed: null,
      failed: null,
      submitted: null,
    });
  });

  test('a failed line shows its traceback line by line, as errors', () => {
    const trace = 'Traceback (most recent call last):\n  File "/x/recipe.py", line 2, in <module>\nValueError: no data';
    const { lines, evidence } = read([
      json({ message: 'Error during running: no data', status: 'failed', exc_info: trace }),
    ]);
    expect(lines.map((line) => line.severity)).toEqual(['ERROR', 'ERROR', 'ERROR', 'ERROR']);
    expect(evidence.traceback).toBe(trace);
  });

  test('a raw traceback among other lines is found, and the last one kept', () => {
    const { lines, evidence } = read(
      [
        'starting\n',
        'Traceback (most recent call last):\n',
        '  File "a.py", line 1\n',
        'KeyError: 1\n',
        'then\n',
        'Traceback (most recent call last):\n  File "b.py", line 2\nOSError: gone\nbye\n',
      ],
      'stderr',
    );
    expect(evidence.traceback).toBe('Traceback (most recent call last):\n  File "b.py", line 2\nOSError: gone');
    expect(lines.filter((line) => line.severity === 'INFO').map((line) => line.text)).toEqual([
      'starting',
      'then',
      'bye',
    ]);
  });

  test("a Beam worker's log line is shown as its message, with its severity and its line breaks", () => {
    const inner = String.raw`Worker: severity: ERROR timestamp {   seconds: 1795228468   nanos: 330608367 } message: "Error processing\nTraceback (most recent call last):\n  File \"recipe.py\", line 3\nValueError: 5 \302\260C is \'too\' warm" log_location: "/x/sdk_worker.py:110" thread: "Thread-1" `;
    const { lines, evidence } = read([json({ message: inner })]);
    expect(lines.map((line) => line.text)).toEqual([
      'Error processing',
      'Traceback (most recent call last):',
      '  File "recipe.py", line 3',
      "ValueError: 5 °C is 'too' warm",
    ]);
    expect(lines.every((line) => line.severity === 'ERROR')).toBe(true);
    expect(evidence.traceback).toContain('ValueError: 5 °C');
  });

  test.each([
    ['ERROR: No matching distribution found for nothing', 'ERROR'],
    ['fatal: not a git repository', 'ERROR'],
    ['WARNING: deprecated', 'WARNING'],
    ['/x/y.py:1: FutureWarning: soon', 'WARNING'],
    ['Looking for ERRORS', 'INFO'],
  ])('%s is %s', (text, severity) => {
    expect(read([`${text}\n`], 'stderr').lines).toEqual([{ text, severity }]);
  });
});
