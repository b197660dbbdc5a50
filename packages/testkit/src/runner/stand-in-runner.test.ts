import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { startLoopbackDataflow } from '../dataflow/loopback-dataflow.ts';
import { readBeamRefusal } from '../dataflow/read-beam-refusal.ts';
import { recipeFiles, type SampleRecipe } from '../recipes/recipe-files.ts';
import { standInRunner } from './stand-in-runner.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stand-in-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function makeRepository(recipe: SampleRecipe, more: Record<string, string> = {}): Promise<string> {
  const repository = join(directory, 'feedstock.git');
  await mkdir(join(repository, 'feedstock'), { recursive: true });
  const files = { ...(await recipeFiles(recipe, { sourceUrl: 'http://127.0.0.1:9', bakeryId: 'local' })), ...more };
  for (const [name, content] of Object.entries(files)) await writeFile(join(repository, 'feedstock', name), content);
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: repository });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add a recipe');
  return `file://${repository}`;
}

async function run(...args: string[]) {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [standInRunner, ...args], {
    reject: false,
    stdin: 'ignore',
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, last: lines.at(-1), stderr, exitCode };
}

async function bake(repo: string, bakery: string, ...args: string[]) {
  return bakeWith({}, repo, bakery, ...args);
}

async function bakeWith(sections: object, repo: string, bakery: string, ...args: string[]) {
  const config = join(directory, 'config.json');
  const settings = {
    ...sections,
    Bake: { bakery_class: `pangeo_forge_runner.bakery.${bakery}` },
    TargetStorage: { root_path: join(directory, 'out', '{job_name}') },
  };
  await writeFile(config, JSON.stringify(settings));
  return run('bake', `--repo=${repo}`, '--ref=main', '--json', '--Bake.job_name=a1', `-f=${config}`, ...args);
}

/** Of a traceback: where Beam was, the exception, and the status in it. */
function signatureOf(traceback: string) {
  const last = traceback.trimEnd().split('\n').at(-1) ?? '';
  return {
    place: /apache_beam\/runners\/dataflow\/internal\/apiclient\.py", line \d+, in (submit_job_description)/.exec(
      traceback,
    )?.[1],
    exception: last.split(' ', 2).join(' '),
    status: /'status': '\d+'/.exec(last)?.[0],
  };
}

describe('the stand-in for pangeo-forge-runner', () => {
  test('expands meta.yaml with the same last line as the real one, and states that it is a stand-in', async () => {
    const { lines, last, exitCode } = await run(
      'expand-meta',
      `--repo=${await makeRepository('sea-surface-temperature')}`,
      '--ref=main',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(last).toMatchObject({
      message: 'Expansion complete',
      status: 'completed',
      meta: { recipes: [{ id: 'sea-surface-temperature', object: 'recipe:recipe' }] },
    });
    expect(lines[0]?.['message']).toContain('stand-in');
  });

  test('finds the ids of a dictionary of recipes', async () => {
    const { last } = await run(
      'expand-meta',
      '--repo',
      await makeRepository('ocean-halves'),
      '--ref',
      'main',
      '--json',
    );
    expect(last).toMatchObject({ meta: { recipes: [{ id: 'ocean-north' }, { id: 'ocean-south' }] } });
  });

  test('a local bake writes a Zarr store, marked as made up, and prints no line at its end', async () => {
    const repo = await makeRepository('sea-surface-temperature');
    const { lines, exitCode } = await bake(
      repo,
      'local.LocalDirectBakery',
      '--Bake.recipe_id=sea-surface-temperature',
      '--prune',
    );
    expect(exitCode).toBe(0);
    expect(lines.some(({ status }) => status === 'completed' || status === 'submitted')).toBe(false);
    const store = join(directory, 'out', 'a1', 'sea-surface-temperature.zarr');
    const read = async (path: string) =>
      JSON.parse(await readFile(join(store, path), 'utf8')) as Record<string, unknown>;
    expect(await read('.zattrs')).toEqual({ title: expect.stringContaining('Stand-in') });
    expect(await read('sst/.zarray')).toMatchObject({ shape: [2, 6, 12] });
    expect(await readFile(join(store, 'sst', '0.0.0'))).toHaveLength(2 * 6 * 12 * 4);
  });

  test('a bake on Dataflow prints a submission, one on Flink nothing', async () => {
    const repo = await makeRepository('sea-surface-temperature');
    expect((await bake(repo, 'dataflow.DataflowBakery')).last).toMatchObject({
      status: 'submitted',
      job_name: 'a1',
      recipe: 'sea-surface-temperature',
    });
    expect((await bake(repo, 'flink.FlinkOperatorBakery')).last).not.toHaveProperty('job_id');
  });

  test('a bake with a Dataflow endpoint submits there, and a second one finds the job of the first', async () => {
    const repo = await makeRepository('sea-surface-temperature');
    const dataflow = await startLoopbackDataflow();
    const sections = { DataflowBakery: { project_id: dataflow.projectId, dataflow_endpoint: dataflow.url } };
    const submit = () => bakeWith(sections, repo, 'dataflow.DataflowBakery');
    const first = await submit();
    const second = await submit();
    await dataflow.stop();
    expect(dataflow.jobs('a1').map(({ id }) => id)).toEqual([first.last?.['job_id']]);
    expect(second).toMatchObject({ exitCode: 1, last: { message: expect.stringContaining('already active job') } });
  });

  test.each([
    [503, 'status-503'],
    [429, 'status-429'],
    [403, 'status-403'],
    ['cut', 'connection-cut'],
    ['stopped', 'connection-refused'],
  ] as const)('a Dataflow that is %s is reported as the real runner does (%s)', async (outage, real) => {
    const repo = await makeRepository('sea-surface-temperature');
    const dataflow = await startLoopbackDataflow();
    const sections = { DataflowBakery: { project_id: dataflow.projectId, dataflow_endpoint: dataflow.url } };
    if (outage === 'stopped') await dataflow.stop();
    else dataflow.setOutage(outage);
    const { exitCode, last } = await bakeWith(sections, repo, 'dataflow.DataflowBakery');
    if (outage !== 'stopped') await dataflow.stop();
    expect({ exitCode, status: last?.['status'] }).toEqual({ exitCode: 1, status: 'failed' });
    expect(signatureOf(String(last?.['exc_info']))).toEqual(signatureOf(readBeamRefusal(real)));
  });

  test.each([
    ['an unknown recipe', ['--Bake.recipe_id=other'], /not in \['sea-surface-temperature'\]/],
    ['a ref that is not there', ['--ref=gone'], /Failed to check out ref gone/],
    ['a directory without meta.yaml', ['--feedstock-subdir=nowhere'], /requirements\.txt does not exist/],
  ])('%s fails as with the real one: exit code 1 and a failed line with a traceback', async (_what, args, message) => {
    const { last, exitCode } = await bake(
      await makeRepository('sea-surface-temperature'),
      'local.LocalDirectBakery',
      ...args,
    );
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(message),
      exc_info: expect.stringContaining('Traceback'),
    });
  });

  test('a missing configuration is reported on standard error', async () => {
    const { exitCode, stderr } = await run(
      'bake',
      `--repo=${await makeRepository('sea-surface-temperature')}`,
      '--ref=main',
      '-f=/nowhere.json',
    );
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Could not read config from file /nowhere.json')]);
  });

  test('follows behaviour.json', async () => {
    const behaviour = { 'expand-meta': [{ print: 'hello\n' }, { exit: 7 }] };
    const repo = await makeRepository('sea-surface-temperature', { 'behaviour.json': JSON.stringify(behaviour) });
    expect(await run('expand-meta', `--repo=${repo}`, '--ref=main', '--json')).toMatchObject({ exitCode: 7 });
    expect(await bake(repo, 'local.LocalDirectBakery')).toMatchObject({ exitCode: 0 });
  });
});
