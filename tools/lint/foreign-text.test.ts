import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '../..');
const PARSERS =
  /^import (?!type )[^;]*? from '(?:yaml|[^']*\/(?:parse-meta|lint-meta|lint-recipe|maintainers-of))(?:\.ts)?';/m;
/** They parse in a thread with a budget, or are part of what the thread runs. */
const BEHIND_THE_BUDGET = ['packages/shared/src/untrusted/', 'packages/shared/src/meta/'];
/** They parse what the operator of the deployment wrote, or who uses the command line on their own files. */
const OF_OPERATORS = [
  'packages/shared/src/config/parse-yaml.ts',
  'packages/cli/src/catalog/describe-store.ts',
  'packages/cli/src/commands/bakeries/import.command.ts',
  'packages/cli/src/deployment/',
  'packages/cli/src/import/',
  'packages/cli/src/secrets/',
];

test('what strangers write in YAML is parsed only where it has a budget', () => {
  const sources = globSync('packages/*/src/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|\/testing\/|^packages\/(?:testkit|demo|dev|loopback-github)\//.test(file),
  );
  const parsing = sources.filter((file) => PARSERS.test(readFileSync(path.join(ROOT, file), 'utf8')));
  expect(parsing.length).toBeGreaterThan(0);
  const allowed = [...BEHIND_THE_BUDGET, ...OF_OPERATORS];
  expect(parsing.filter((file) => !allowed.some((place) => file.startsWith(place)))).toEqual([]);
});

test('names in code, in what the App writes on GitHub, are written by `codeSpan`', () => {
  const sources = globSync('packages/{runner-worker,github}/src/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|\/testing\//.test(file),
  );
  const raw = sources.filter((file) => readFileSync(path.join(ROOT, file), 'utf8').includes('\\`${'));
  expect(raw).toEqual([]);
});
