import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const RULES = ['eslint(no-restricted-imports)'];
const DEADLINES = ['pangeo-forge(test-deadlines)'];

const using = (name: string) => `import { thing } from '${name}';\nconsole.log(thing);\n`;
const FLOATING = 'export async function f() { await Promise.reject(new Error()); }\nf();\n';
const ENVIRONMENT = "export const secret = process.env['SECRET'];\n";
const WAIT_FOR = "import { waitFor } from '@pangeo-forge/testkit/wait-for';\n";

/** Files as if they were in the repository, and the rules that they break. */
const CASES: [what: string, file: string, source: string, broken: string[]][] = [
  ['a service imports another service', 'packages/api/src/a.ts', using('@pangeo-forge/webhook-gateway/service'), RULES],
  ['so does its test', 'packages/api/src/a.test.ts', using('@pangeo-forge/webhook-gateway/service'), RULES],
  ['it does so by the file system', 'packages/api/src/b/b.ts', using('../../../webhook-gateway/src/service.ts'), RULES],
  [
    'it does so at run time',
    'packages/api/src/c.ts',
    "export const late = () => import('@pangeo-forge/runner-worker/service');",
    RULES,
  ],
  [
    'files import each other, only for types too',
    'packages/api/src/u.ts',
    "import type { V } from './v.ts';\nexport type U = { v: V };\n",
    ['import(no-cycle)'],
  ],
  [
    'files import each other: the other one',
    'packages/api/src/v.ts',
    "import type { U } from './u.ts';\nexport type V = { u: U };\n",
    ['import(no-cycle)'],
  ],
  ['a package reaches up', 'packages/shared/src/d.ts', using('@pangeo-forge/db/migrate'), RULES],
  ['a service uses what is for tests', 'packages/api/src/e.ts', using('@pangeo-forge/testkit/wait-for'), RULES],
  ['a service uses a throw-away database', 'packages/api/src/r.ts', using('@pangeo-forge/db/testing/on-server'), RULES],
  ['so does the package that has it', 'packages/db/src/runs/s.ts', using('../testing/on-server.ts'), RULES],
  ['a test uses a throw-away database', 'packages/api/test/t.ts', using('@pangeo-forge/db/testing/on-server'), []],
  ['a service uses the database', 'packages/api/src/f.ts', using('@pangeo-forge/db/runs/find-runs'), []],
  ['a test uses what is for tests', 'packages/api/src/g.test.ts', using('@pangeo-forge/testkit/wait-for'), []],
  ['the launcher composes services', 'packages/launcher/src/h.ts', using('@pangeo-forge/webhook-gateway/service'), []],
  ['a file uses another one of its package', 'packages/api/src/i/i/i.ts', using('../../service.ts'), []],
  ['nobody waits for a promise', 'packages/api/src/j.ts', FLOATING, ['typescript(no-floating-promises)']],
  ['the environment is read anywhere', 'packages/api/src/k.ts', ENVIRONMENT, ['node(no-process-env)']],
  ['the environment is read where a process starts', 'packages/api/src/k/main.ts', ENVIRONMENT, []],
  [
    'a test sleeps',
    'packages/api/src/l.test.ts',
    "import { setTimeout } from 'node:timers/promises';\nawait setTimeout(9);\n",
    DEADLINES,
  ],
  [
    'a test waits for some seconds only',
    'packages/api/src/m.test.ts',
    `${WAIT_FOR}await waitFor(() => true, { deadlineMs: 30_000 });\n`,
    DEADLINES,
  ],
  [
    'a test has some seconds only, by a name',
    'packages/api/src/n.test.ts',
    "import { test } from '@jest/globals';\nconst LIMIT_MS = 4 * 10_000;\ntest('x', () => {}, LIMIT_MS);\n",
    DEADLINES,
  ],
  [
    'a test measures time',
    'packages/api/src/o.test.ts',
    "import { expect } from '@jest/globals';\nexpect(performance.now()).toBeLessThan(500);\n",
    DEADLINES,
  ],
  [
    'a test gives up on what hangs',
    'packages/api/src/p.test.ts',
    `${WAIT_FOR}await waitFor(() => true, { deadlineMs: 10 * 60_000 });\n`,
    [],
  ],
  ['what is no test waits', 'packages/api/src/q.ts', "export { setTimeout } from 'node:timers/promises';\n", []],
];

let copy: string;
const brokenBy = new Map<string, string[]>();

beforeAll(async () => {
  copy = mkdtempSync(path.join(tmpdir(), 'pangeo-forge-lint-'));
  for (const file of ['oxlint.config.ts', 'tsconfig.json', 'package.json'])
    copyFileSync(path.join(root, file), path.join(copy, file));
  for (const folder of ['node_modules', 'tools']) symlinkSync(path.join(root, folder), path.join(copy, folder));
  for (const [, file, source] of CASES) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), source);
  }
  const { stdout } = await execa('oxlint', ['--type-aware', '--format=json', 'packages'], {
    cwd: copy,
    preferLocal: true,
    localDir: root,
    reject: false,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  for (const { filename, code } of diagnostics) brokenBy.set(filename, [...(brokenBy.get(filename) ?? []), code]);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each(CASES)('lint checks that %s', (_what, file, _source, broken) => {
  expect(brokenBy.get(file) ?? []).toEqual(broken);
});
