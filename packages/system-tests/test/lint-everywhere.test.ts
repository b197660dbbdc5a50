import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lintCommit } from '@pangeo-forge/runner-worker/contributions/lint-commit';
import { STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/configured-app';
import { type HandlerStage, startHandlerStage } from '@pangeo-forge/runner-worker/testing/handler-stage';
import { filesOf, LINT_CASES } from './lint-cases.ts';

interface Finding {
  rule: string;
  file: string;
  line: number;
  severity: string;
}

const CLI = path.resolve(import.meta.dirname, '../../cli/src/main.ts');

let stage: HandlerStage;
let folder: string;
let onDisk: readonly Finding[];

beforeAll(async () => {
  [stage, folder] = await Promise.all([startHandlerStage(), mkdtemp(path.join(tmpdir(), 'lint-everywhere-'))]);
  for (const one of LINT_CASES)
    for (const [name, content] of Object.entries(filesOf(one))) {
      const file = path.join(folder, 'recipes', one.name, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  onDisk = await lintByCommandLine();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await stage.stop();
});

/** All cases in one call, as in a clone of staged-recipes. */
async function lintByCommandLine(): Promise<readonly Finding[]> {
  const args = [CLI, 'recipe', 'lint', '--format', 'json', '--bakeries', 'local', '.'];
  const run = promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 24 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return (JSON.parse(stdout) as { problems: Finding[] }).problems;
}

test.each(LINT_CASES)('$name: the command line and the check run find the same', async (one) => {
  const files = Object.fromEntries(
    Object.entries(filesOf(one)).map(([name, content]) => [`recipes/${one.name}/${name}`, content]),
  );
  const commit = { repo: STAGED_RECIPES, branch: one.name, author: 'maintainer', message: one.name };
  const sha = await stage.github.commit({ ...commit, from: 'main', files });
  const { number } = await stage.github.openPullRequest({
    repo: STAGED_RECIPES,
    head: one.name,
    title: one.name,
    as: 'maintainer',
  });
  const inCheck = await lintCommit(await stage.onPullRequest(number), sha, `recipes/${one.name}`);
  const problems = inCheck.outcome === 'linted' ? inCheck.problems : [];
  expect(problems.map(({ severity, rule, file, line }) => `${severity} ${rule} ${file}:${line}`)).toEqual(one.found);
  const prefix = path.join('recipes', one.name);
  expect(problems.map((found) => ({ ...found, file: path.join(prefix, found.file) }))).toEqual(
    onDisk.filter(({ file }) => file.startsWith(`${prefix}${path.sep}`)),
  );
});
