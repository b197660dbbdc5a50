import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redactor } from '../redaction/redactor.ts';
import { createLogger } from './create-logger.ts';

/** Lone surrogates among them; the library's own unit `binary` takes seconds to make. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

const SECRET = 'hunter2-hunter2';
const redactor = new Redactor([SECRET]);

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  log(createLogger({ service: 'test', level: 'info', redactor, destination }));
  return lines;
}

test('a name that a stranger chose stays on one line of the log, and forges no field', () => {
  const hostile = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom('\n{"level":"fatal","msg":"made up"}\n', '\r\n', '\u2028', '\u001b[2J', '","level":"fatal'),
  );
  fc.assert(
    fc.property(hostile, (label) => {
      const [line = '', ...more] = linesOf((logger) => logger.info({ label }, `work ${label}`));
      expect(more).toEqual([]);
      expect(['\n', '\r', '\u001b'].filter((control) => line.trimEnd().includes(control))).toEqual([]);
      expect(JSON.parse(line)).toMatchObject({ level: 'info', label, msg: `work ${label}` });
    }),
  );
});

test('a secret leaves in no field', () => {
  const [line] = linesOf((logger) =>
    logger.warn({ err: new Error(`no ${SECRET}`), url: `https://x/?t=${SECRET}` }, SECRET),
  );
  expect(line).toContain('no [redacted]');
  expect(line).not.toContain(SECRET);
});
