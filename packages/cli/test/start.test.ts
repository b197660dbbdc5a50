import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const START = fileURLToPath(new URL('../src/start.cjs', import.meta.url));
/** Loaded before the program: Node.js under the version of another. */
const oldNode = (version: string) =>
  `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`;

test.each(['20.20.2', '22.21.0'])('on Node.js %s the first line says which one is needed', async (version) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ['--import', oldNode(version), START, '--help'], {
    reject: false,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr.split('\n')[0]).toBe(`pangeo-forge needs Node.js 24 or newer, and this is ${version}.`);
});
