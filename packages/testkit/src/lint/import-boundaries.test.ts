import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'pangeo-forge-lint-'));
  for (const file of ['oxlint.config.ts', 'tsconfig.json', 'package.json'])
    copyFileSync(path.join(root, file), path.join(copy, file));
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Lints one file as though it stood in the repository, and returns the rules that it breaks. */
async function rulesBrokenBy(file: string, source: string): Promise<string[]> {
  const planted = path.join(copy, file);
  mkdirSync(path.dirname(planted), { recursive: true });
  writeFileSync(planted, source);
  try {
    const { stdout } = await execa('oxlint', ['--type-aware', '--format=json', file], {
      cwd: copy,
      preferLocal: true,
      localDir: root,
      reject: false,
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
    return diagnostics.map(({ code }) => code);
  } finally {
    rmSync(planted);
  }
}

const using = (name: string) => `import { thing } from '${name}';\nconsole.log(thing);\n`;
const RESTRICTED = ['eslint(no-restricted-imports)'];

test.each([
  ['a service imports another service', 'packages/api/src/a.ts', using('@pangeo-forge/webhook-gateway/service')],
  ['so does its test', 'packages/api/src/a.test.ts', using('@pangeo-forge/webhook-gateway/service')],
  ['it does so by the file system', 'packages/api/src/b/a.ts', using('../../../webhook-gateway/src/service.ts')],
  [
    'it does so at run time',
    'packages/api/src/a.ts',
    "export const late = () => import('@pangeo-forge/runner-worker/service');",
  ],
  ['a package reaches up', 'packages/shared/src/a.ts', using('@pangeo-forge/db/migrate')],
  ['a service uses a throw-away database', 'packages/api/src/a.ts', using('@pangeo-forge/db/testing/on-server')],
  ['so does the package that has it', 'packages/db/src/runs/a.ts', using('../testing/on-server.ts')],
  ['a service uses what is for tests', 'packages/api/src/a.ts', using('@pangeo-forge/testkit/wait-for')],
])('lint fails when %s', async (_what, file, source) => {
  expect(await rulesBrokenBy(file, source)).toEqual(RESTRICTED);
});

test.each([
  ['a service uses the database', 'packages/api/src/a.ts', using('@pangeo-forge/db/runs/find-runs')],
  ['a test uses what is for tests', 'packages/api/src/a.test.ts', using('@pangeo-forge/testkit/wait-for')],
  ['a test uses a throw-away database', 'packages/api/test/a.ts', using('@pangeo-forge/db/testing/on-server')],
  ['the launcher composes services', 'packages/launcher/src/a.ts', using('@pangeo-forge/webhook-gateway/service')],
  ['a file uses another one of its package', 'packages/api/src/b/c/a.ts', using('../../service.ts')],
])('lint passes when %s', async (_what, file, source) => {
  expect(await rulesBrokenBy(file, source)).toEqual([]);
});

test('lint fails on a promise that nobody waits for', async () => {
  const source = 'export async function f() { await Promise.reject(new Error()); }\nf();\n';
  expect(await rulesBrokenBy('packages/api/src/a.ts', source)).toEqual(['typescript(no-floating-promises)']);
});

test('only where a process starts is the environment read', async () => {
  const source = "export const secret = process.env['SECRET'];\n";
  expect(await rulesBrokenBy('packages/api/src/a.ts', source)).toEqual(['node(no-process-env)']);
  expect(await rulesBrokenBy('packages/api/src/main.ts', source)).toEqual([]);
});

test('each package has its line in the table of what may import what', () => {
  const table = readFileSync(path.join(root, 'oxlint.config.ts'), 'utf8');
  const missing = readdirSync(path.join(root, 'packages')).filter((name) => !table.includes(`'packages/${name}': `));
  expect(missing).toEqual([]);
});
