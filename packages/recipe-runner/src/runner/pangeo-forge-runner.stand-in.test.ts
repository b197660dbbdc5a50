import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { describeRunner, type RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { collectRun, type CollectOptions, collectUntilLimit } from '../../test/collect-run.ts';
import { type FeedstockRepository, inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { sandboxesHere } from '../../test/sandboxes.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const systemPath = process.env['PATH'] ?? '';
const RECIPE = 'sea-surface-temperature';
const LOCAL = { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' };

let directory: string;
let program: RunnerProgram;
const repositories: FeedstockRepository[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-test-'));
  program = await describeRunner(standInRunner, systemPath);
});

afterEach(async () => {
  for (const repository of repositories.splice(0)) await repository.remove();
  expect(await readdir(join(directory, 'invocations'))).toEqual([]);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

for (const [name, sandbox] of Object.entries(await sandboxesHere())) {
  const describeIf = sandbox ? describe : describe.skip;
  describeIf(`in the sandbox ${name}`, () => {
    async function run(behaviour: object, change: Partial<RunnerRequest> = {}, options: CollectOptions = {}) {
      const files = await recipeFiles(RECIPE, { sourceUrl: 'http://127.0.0.1:9', bakeryId: 'local' });
      const repository = await makeFeedstockRepository(
        inFeedstock({ ...files, 'behaviour.json': JSON.stringify(behaviour) }),
      );
      repositories.push(repository);
      if (!sandbox) throw new Error('skipped');
      const runner = createPangeoForgeRunner({
        program,
        sandbox,
        foldersDir: join(directory, 'invocations'),
        systemPath,
      });
      const request: RunnerRequest = {
        kind: 'expand_meta',
        invocationId: '1',
        repoUrl: repository.url,
        ref: repository.sha,
        ...change,
      };
      return collectRun(runner, request, options);
    }
    const bake = { kind: 'bake', recipeId: RECIPE, jobName: 'a1', config: { Bake: LOCAL } } as const;

    test("an expansion gives the recipes, and the author's own fields that the runner drops", async () => {
      const result = await run({});
      expect(result).toMatchObject({ outcome: 'succeeded', exitCode: 0, reason: null });
      expect(result.meta).toMatchObject({
        recipes: [{ id: RECIPE }],
        bakery: { id: 'local' },
        title: 'Sea surface temperature',
      });
    });

    test('a bake writes where it may, pruned when asked to', async () => {
      const out = join(directory, 'out', name);
      const config = { Bake: LOCAL, TargetStorage: { root_path: join(out, '{job_name}') } };
      const result = await run({}, { ...bake, prune: true, config, localOutputDirs: [out] });
      expect(result).toMatchObject({ outcome: 'succeeded', traceback: null });
      const array = await readFile(join(out, 'a1', `${RECIPE}.zarr`, 'sst', '.zarray'), 'utf8');
      expect(JSON.parse(array).shape[0]).toBe(2);
    });

    test('a run that hangs is ended by its time limit, although it ignores SIGTERM', async () => {
      const result = await collectUntilLimit(
        (limits) => run({ 'expand-meta': [{ print: 'here\n' }, { hang: true }] }, {}, { limits }),
        'here',
      );
      expect(result).toMatchObject({
        outcome: 'timed_out',
        reason: expect.stringMatching(
          /^the run took longer than its limit of \d+ seconds, while its recipes were being read$/,
        ),
        signal: 'SIGKILL',
      });
      expect(result.output).toContain('here');
    });

    test('a run that is cancelled ends at once', async () => {
      const controller = new AbortController();
      const onLine = ({ text }: { text: string }) => text === 'here' && controller.abort();
      const result = await run(
        { 'expand-meta': [{ print: 'here\n' }, { hang: true }] },
        {},
        { signal: controller.signal, onLine: (line) => void onLine(line) },
      );
      expect(result).toMatchObject({ outcome: 'cancelled' });
    });

    test('a run that was cancelled before it started runs nothing', async () => {
      const result = await run({}, {}, { signal: AbortSignal.abort() });
      expect(result).toMatchObject({ outcome: 'cancelled', exitCode: null, lines: [] });
    });

    test('a run that prints too much is ended, and no more than the limit is passed on', async () => {
      const result = await run({ 'expand-meta': [{ flood: 50_000_000 }] }, {}, { limits: { outputBytes: 200_000 } });
      expect(result).toMatchObject({ outcome: 'output_limit', reason: expect.stringContaining('200000 bytes') });
      expect(result.output.length).toBeLessThanOrEqual(200_000);
      expect(result.output.length).toBeGreaterThan(190_000);
    });

    test('a failing recipe has its reason and its traceback', async () => {
      const result = await run({ bake: [{ fail: 'there is no such file' }] }, bake);
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author', exitCode: 1 });
      expect(result.reason).toContain('ValueError: there is no such file');
      expect(result.traceback).toContain('Traceback');
    });

    test('a silent exit is a failure', async () => {
      const result = await run({ 'expand-meta': [{ exit: 7 }] });
      expect(result).toMatchObject({ outcome: 'failed', exitCode: 7, reason: expect.stringContaining('exit code 7') });
    });

    test('an end by the system is taken for want of memory', async () => {
      expect(await run({ 'expand-meta': [{ die: 'SIGKILL' }] })).toMatchObject({ outcome: 'out_of_memory' });
      expect(await run({ bake: [{ exhaustMemory: true }] }, bake)).toMatchObject({
        outcome: 'out_of_memory',
        fault: 'author',
      });
    });

    test('a forged completed line does not make an expansion succeed that failed', async () => {
      const forged = `${JSON.stringify({ status: 'completed', message: '', meta: { recipes: [{ id: 'forged' }] } })}\n`;
      expect(await run({ 'expand-meta': [{ print: forged }, { exit: 3 }] })).toMatchObject({ outcome: 'failed' });
      expect((await run({ 'expand-meta': [{ print: forged }] })).meta?.recipes).toMatchObject([{ id: RECIPE }]);
      expect((await run({ 'expand-meta': [{ print: 'x' }, { exit: 0 }] })).outcome).toBe('failed');
    });

    test('a forged submitted line does not make a bake succeed that failed; otherwise it is reported as a claim', async () => {
      const forged = `${JSON.stringify({ status: 'submitted', message: '', job_name: 'a1', job_id: 'x', recipe: RECIPE })}\n`;
      const failed = await run({ bake: [{ print: forged }, { exit: 1 }] }, bake);
      expect(failed).toMatchObject({ outcome: 'failed' });
      expect(failed.submitted).toBeUndefined();
      const config = { Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' } };
      const { submitted } = await run({}, { ...bake, config });
      expect(submitted).toMatchObject({ jobName: 'a1', recipe: RECIPE, jobId: expect.stringContaining('stand-in') });
    });

    test('its environment is exactly what we set: nothing of this process is in it', async () => {
      process.env['A_SECRET_OF_THE_WORKER'] = 'hunter2hunter2';
      const { output, outcome } = await run(
        { bake: [{ showEnvironment: true }] },
        { ...bake, secretFiles: { GOOGLE_APPLICATION_CREDENTIALS: '{"private_key":"hunter3"}' } },
      );
      delete process.env['A_SECRET_OF_THE_WORKER'];
      expect(outcome).toBe('succeeded');
      expect(output).not.toMatch(/hunter/);
      const shown = new Set(output.match(/^[A-Z_0-9]+(?==)/gm)?.filter((variable) => !/^(GIT|PIP)_/.test(variable)));
      const shells = ['PWD', 'OLDPWD', 'SHLVL', '_'];
      const ours = [
        'GOOGLE_APPLICATION_CREDENTIALS',
        'HOME',
        'LANG',
        'LOGNAME',
        'PANGEO_FORGE_DIRECT_ENGINE',
        'PANGEO_FORGE_INVOCATION',
        'PATH',
        'PYTHONDONTWRITEBYTECODE',
        'PYTHONUNBUFFERED',
        'TMPDIR',
        'USER',
      ];
      expect([...shown].filter((variable) => !shells.includes(variable)).sort()).toEqual(ours);
    });

    test('a repository that cannot be fetched ends the run before anything of it runs', async () => {
      const result = await run({}, { repoUrl: 'file:///nowhere/x.git' });
      expect(result).toMatchObject({ outcome: 'failed', fault: 'author', exitCode: null, lines: [] });
    });

    test("five at once do not get in each other's way", async () => {
      const results = await Promise.all(Array.from({ length: 5 }, () => run({})));
      expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
    });
  });
}

test('a request that is refused leaves nothing behind', async () => {
  const sandbox = (await sandboxesHere()).process;
  if (!sandbox) throw new Error('the sandbox "process" works everywhere');
  const foldersDir = join(directory, 'never-made');
  const runner = createPangeoForgeRunner({ program, sandbox, foldersDir, systemPath });
  await expect(
    collectRun(runner, { kind: 'expand_meta', invocationId: '1', repoUrl: 'ext::id', ref: 'main' }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect(existsSync(foldersDir) ? readdirSync(foldersDir) : []).toEqual([]);
});
