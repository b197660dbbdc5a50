import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redactor } from './redactor.ts';
import { secretSamples } from '../../test/secret-samples.ts';
import { createStreamRedactor } from './stream-redactor.ts';

const KNOWN = 'hunter2-is-known';
const nothing = new Redactor();
const SAMPLES = secretSamples();

/** In pieces that end at these shares of the text. */
function inPieces(redactor: Redactor, text: string, cuts: readonly number[]): string {
  const stream = createStreamRedactor(redactor);
  const places = [0, ...cuts.map((cut) => Math.floor(cut * text.length)).toSorted((a, b) => a - b), text.length];
  return (
    places
      .slice(1)
      .map((place, index) => stream.write(text.slice(places[index], place)))
      .join('') + stream.end()
  );
}

test.each(SAMPLES)('$kind is hidden, and nothing else', ({ text, secret }) => {
  const clean = nothing.redact(`before ${text} after`);
  expect(clean).not.toContain(secret);
  expect(clean).toMatch(/^before .*after$/s);
});

test.each(SAMPLES)('$kind is hidden wherever the text is cut', ({ text, secret }) => {
  const whole = `2023-05-01 INFO ${text}\nINFO next line\n`;
  for (let cut = 1; cut < whole.length; cut += whole.length > 300 ? 7 : 1) {
    const clean = inPieces(nothing, whole, [cut / whole.length]);
    expect(clean).not.toContain(secret);
    for (const part of partsOf(secret)) expect(clean).not.toContain(part);
  }
});

/** Half a secret is too much. */
function partsOf(secret: string): string[] {
  const half = Math.floor(secret.length / 2);
  return [secret.slice(0, half), secret.slice(-half)].filter((part) => part.length >= 10);
}

const FORMS: Record<string, (value: string) => string> = {
  'as it is': (value) => value,
  'in JSON': (value) => JSON.stringify({ value }),
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in base64url': (value) => Buffer.from(value).toString('base64url'),
  'in a URL': (value) => `https://host/?key=${encodeURIComponent(value)}`,
  'in the arguments of a command': (value) => `run --key=${value} --verbose`,
};

test.each(Object.entries(FORMS))('a known value is hidden %s, in pieces of any size', (_form, form) => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 80 }).filter((value) => value.trim().length >= 8),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
      (secret, cuts) => {
        const redactor = new Redactor([secret]);
        const written = form(secret.trim());
        const text = `begin\n${written}\nend`;
        expect(redactor.redact(text)).not.toContain(written);
        expect(inPieces(redactor, text, cuts)).not.toContain(written);
      },
    ),
    { numRuns: 100 },
  );
});

test('a value that is wrapped over lines is hidden, however they are indented', () => {
  const secret = randomBytes(60).toString('hex');
  const redactor = new Redactor([secret]);
  for (const wrapped of [secret.match(/.{1,40}/g), secret.match(/.{1,76}/g)]) {
    const clean = inPieces(redactor, `key: |\n  ${wrapped?.join('\n  ')}\nINFO done\n`, [0.4]);
    for (const part of wrapped ?? []) expect(clean).not.toContain(part);
    expect(clean).toContain('INFO done');
  }
});

test('text without secrets is unchanged, in pieces of any size', () => {
  const words = fc.constantFrom(
    'recipe',
    'INFO',
    'zarr',
    '\n',
    '  ',
    '=',
    'ghost',
    'eyes',
    'sk',
    '-----',
    '0.5',
    'Ünïcode ☃',
  );
  fc.assert(
    fc.property(fc.array(words), fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (parts, cuts) => {
      const text = parts.join(' ');
      expect(inPieces(new Redactor([KNOWN]), text, cuts)).toBe(text);
    }),
  );
});

test('a private key is hidden line by line, and what follows it is shown', () => {
  const key = SAMPLES.find(({ kind }) => kind === 'a private key')?.text ?? '';
  const stream = createStreamRedactor(nothing);
  const clean =
    `INFO\n${key}\nINFO done\n`
      .split('\n')
      .map((line) => stream.write(`${line}\n`))
      .join('') + stream.end();
  for (const line of key.split('\n').slice(1, -1)) expect(clean).not.toContain(line);
  expect(clean).toContain('INFO done');
});

test('a private key that starts and never ends hides no more than the length of a key', () => {
  const stream = createStreamRedactor(nothing);
  let clean = stream.write('-----BEGIN PRIVATE KEY-----\n');
  for (let line = 0; line < 2_000; line++) clean += stream.write(`INFO line ${line} of the log\n`);
  clean += stream.end();
  expect(clean).toContain('INFO line 1999 of the log');
  expect(clean).not.toContain('INFO line 10 of');
});

test('short and empty values are not secrets', () => {
  expect(new Redactor(['', 'abc', ' x ']).redact('abc x')).toBe('abc x');
});

test('redacted text does not change again', () => {
  const redactor = new Redactor([KNOWN]);
  const once = redactor.redact(`a ${KNOWN} b ${SAMPLES[0]?.text}`);
  expect(redactor.redact(once)).toBe(once);
});

const HOSTILE = [
  'eyJ',
  'a',
  ':',
  '://',
  'https://a:',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  'ghs_',
  'eyJ\n',
  'authorization: ',
  ' ',
  '\n',
  'sk-',
  'SG.',
  'eyJaaaaaaaaaa.',
  'aws_secret_access_key',
  '1//0',
];

test.each(HOSTILE)('64 kB of %j take no longer than other text', (piece) => {
  const redactor = new Redactor([KNOWN, 'a'.repeat(500)]);
  const text = piece.repeat(Math.ceil(65_536 / piece.length));
  const before = process.cpuUsage();
  const stream = createStreamRedactor(redactor);
  stream.write(text);
  stream.end();
  const { user } = process.cpuUsage(before);
  expect(user / 1_000).toBeLessThan(1_500);
});

test('what it holds back is bounded, however long a secret stays possible', () => {
  const stream = createStreamRedactor(nothing);
  let shown = 0;
  for (let piece = 0; piece < 200; piece++) shown += stream.write(`eyJ${'a'.repeat(997)}`).length;
  expect(200_000 - shown).toBeLessThan(10_000);
});
