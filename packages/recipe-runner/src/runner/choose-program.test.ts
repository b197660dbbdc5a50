import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chooseRunnerLine, type RunnerPreference } from '@pangeo-forge/runner-environment/choose-runner-line';
import { describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import { readRunnerLock, type RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { collectRun } from '../../test/collect-run.ts';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { createProcessSandbox } from '../sandbox/process.ts';
import { createPangeoForgeRunner } from './pangeo-forge-runner.ts';
import type { RunnerRequest } from './recipe-runner.ts';

const systemPath = process.env['PATH'] ?? '';
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'choose-program-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function run(
  requirements: string,
  choose: (preference: RunnerPreference) => void,
  change: Partial<RunnerRequest> & { line?: RunnerLine } = {},
) {
  const { line, ...request } = change;
  const files = await recipeFiles('sea-surface-temperature', { sourceUrl: 'http://127.0.0.1:9', bakeryId: 'local' });
  const repository = await makeFeedstockRepository(inFeedstock({ ...files, 'requirements.txt': requirements }));
  const runner = createPangeoForgeRunner({
    async program(preference) {
      choose(preference);
      return { ...(await describeRunner(standInRunner, systemPath)), ...(line ? { line } : {}) };
    },
    sandbox: createProcessSandbox(null),
    foldersDir: directory,
    systemPath,
  });
  const { url: repoUrl, sha: ref } = repository;
  const expansion: RunnerRequest = { kind: 'expand_meta', invocationId: '1', repoUrl, ref, runnerLine: '0.9' };
  return collectRun(runner, { ...expansion, ...request }).finally(() => void repository.remove());
}

test('the runner is chosen by the requirements of the commit and the line of the bakery', async () => {
  const preferences: RunnerPreference[] = [];
  const result = await run('pangeo-forge-runner==0.10.2\n', (preference) => preferences.push(preference));
  expect(result.outcome).toBe('succeeded');
  expect(preferences).toEqual([
    { requirements: expect.stringContaining('pangeo-forge-runner==0.10.2'), sources: expect.any(Map), line: '0.9' },
  ]);
  expect(preferences[0]?.sources?.get('recipe.py')).toContain('pangeo_forge_recipes');
});

test('a runner version that does not exist is reported to the author, and nothing of the run is left', async () => {
  const locks = [await readRunnerLock('0.10')];
  const refused = run('pangeo-forge-runner==0.7.0\n', (preference) => void chooseRunnerLine(preference, locks));
  await expect(refused).rejects.toMatchObject({
    code: 'invalid_input',
    publicMessage: expect.stringContaining('0.7.0'),
  });
  expect(await readdir(directory)).toEqual([]);
});

test('a runner that is not available at the moment is our fault, and may be tried again', async () => {
  const result = await run('', () => {
    throw new Error('the package index does not answer');
  });
  expect(result).toMatchObject({ outcome: 'failed', fault: 'ours' });
  expect(result.reason).toContain('the package index does not answer');
});

test('an old recipe is not submitted to a Dataflow whose bakery names no image for it', async () => {
  const config = { Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery' } };
  const bake = { kind: 'bake', recipeId: 'sea-surface-temperature', jobName: 'a1', config, line: '0.8' } as const;
  await expect(run('', () => {}, bake)).rejects.toMatchObject({
    code: 'invalid_input',
    publicMessage: expect.stringContaining('Bake.container_image'),
  });
});
