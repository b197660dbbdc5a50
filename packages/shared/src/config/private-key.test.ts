import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { privateKeyProblem } from './private-key.ts';

const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (type: 'pkcs1' | 'pkcs8') => rsa.export({ type, format: 'pem' }).toString();
const problemOf = (text: string) => privateKeyProblem(text, 'the GitHub App');

test.each(['pkcs1', 'pkcs8'] as const)('a key in %s is accepted, also with its line breaks written out', (type) => {
  expect(problemOf(pem(type))).toBeNull();
  expect(problemOf(pem(type).replaceAll('\n', '\\n'))).toBeNull();
});

test.each(['pkcs1', 'pkcs8'] as const)('a key in %s that YAML folded is said to be folded', (type) => {
  const lines = pem(type).replaceAll(/^/gm, '  ');
  for (const style of ['>', '>-', '']) {
    const { key } = parse(`key: ${style}\n${lines}`) as { key: string };
    expect(problemOf(key)).toContain('Write `private_key: |`');
  }
});

test.each<[string, string, RegExp]>([
  ['no key', 'hunter2', /expected the PEM text/],
  ['a key without its end', pem('pkcs8').split('\n').slice(0, 5).join('\n'), /without its END line/],
  [
    'a key with a passphrase',
    rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    /passphrase/,
  ],
  [
    'a key of a curve',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    /type ec/,
  ],
  ['a key that lacks a line', pem('pkcs8').split('\n').toSpliced(4, 1).join('\n'), /cannot be read/],
  ['a key with attributes in front', `Bag Attributes\n${pem('pkcs8')}`, /in front of its BEGIN line/],
])('%s is refused, and never quoted', (_what, text, expected) => {
  const problem = problemOf(text);
  expect(problem).toMatch(expected);
  expect(problem).not.toContain(text.split('\n')[1] || 'hunter2');
});
