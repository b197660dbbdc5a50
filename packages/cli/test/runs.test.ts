import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { runCommand } from './run-command.ts';
import { type Stage, startRun, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const run = (...line: string[]) => runCommand(line, { variables: stage.variables });
/** A contributor, who has no key and no configuration. */
const contribute = (...line: string[]) =>
  runCommand(line, { cwd: stage.folder, variables: { PANGEO_FORGE_API_URL: stage.url } });

test('what the runner printed is read without a key; the bakery’s logs ask for one', async () => {
  const { id, print, fail } = await startRun(stage, 'read');
  await print('first\nsecond');
  await fail('There is no such variable.');
  expect(await contribute('runs', 'logs', String(id))).toEqual({ exitCode: 0, stdout: 'first\nsecond\n', stderr: '' });
  expect(await contribute('runs', 'logs', String(id), '--limit', '1')).toMatchObject({ stdout: 'second\n' });
  expect(await contribute('runs', 'logs', String(id), '--trace')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('There is no such variable.'),
  });
  expect(await contribute('runs', 'logs', String(id), '--source', 'worker')).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('Set PANGEO_FORGE_API_KEY'),
  });
  expect(await contribute('runs', 'logs', String(id), '--severity', 'loud')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('WARNING'),
  });
});

test('runs logs -f shows lines when they are printed, and ends when the run does', async () => {
  const { id, print, succeed } = await startRun(stage, 'followed');
  await print('it begins');
  let seen = '';
  const followed = runCommand(['runs', 'logs', '-f', String(id)], {
    variables: { PANGEO_FORGE_API_URL: stage.url },
    onPrinted: (text) => void (seen += text),
  });
  await waitFor(() => seen.includes('it begins'), { describe: () => `the first line; seen: ${seen}` });
  await print('it goes on');
  await waitFor(() => seen.includes('it goes on'), { describe: () => `the second line; seen: ${seen}` });
  await succeed('https://data.invalid/followed.zarr');
  expect(await followed).toEqual({ exitCode: 0, stdout: 'it begins\nit goes on\n', stderr: '' });
});

test('runs logs -f is left by Ctrl-C with 130', async () => {
  const { id, print } = await startRun(stage, 'left');
  await print('it begins');
  const interrupted = new AbortController();
  const outcome = await runCommand(['runs', 'logs', '-f', String(id)], {
    variables: { PANGEO_FORGE_API_URL: stage.url },
    signal: interrupted.signal,
    onPrinted: () => interrupted.abort(),
  });
  expect(outcome).toMatchObject({ exitCode: 130, stdout: 'it begins\n' });
});

test('a run that ended is retried as a new run; asked again, that one is answered; one that goes on is not', async () => {
  const { id, fail } = await startRun(stage, 'retried');
  expect(await run('runs', 'retry', String(id))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('cancel it first'),
  });
  await fail('The source was away.');
  const retried = await run('runs', 'retry', String(id));
  expect(retried).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(`^Run \\d+ repeats run ${id}\\.\n$`) });
  expect(await run('runs', 'retry', String(id))).toEqual(retried);
  const again = /\d+/.exec(retried.stdout)?.[0] ?? '';
  expect((await run('runs', 'show', again)).stdout).toMatch(new RegExp(`retry of: +${id}\n`));
  expect(await contribute('runs', 'retry', String(id))).toMatchObject({ exitCode: 4 });
});

test.each([
  ['zarr', 'xr.open_dataset("https://data.invalid/o.zarr", engine="zarr"'],
  ['kerchunk', 'engine="kerchunk"'],
  ['parquet', 'pd.read_parquet('],
])('datasets open shows how a dataset of type %s is opened', async (type, code) => {
  const { id, succeed } = await startRun(stage, `opened-${type}`);
  await succeed('https://data.invalid/o.zarr');
  await stage.database.pool.query('update reciperun set dataset_type = $2 where id = $1', [id, type]);
  expect((await run('datasets', 'open', String(id))).stdout).toContain(code);
});

test('datasets open says why there is no dataset', async () => {
  const { id } = await startRun(stage, 'goes on');
  expect(await run('datasets', 'open', String(id))).toMatchObject({
    exitCode: 5,
    stderr: `Run ${id} has no dataset: it is in_progress.\n`,
  });
});
