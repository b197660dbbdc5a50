import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from './run-command.ts';
import { type Stage, startStage } from './stage.ts';

const ID = '00000000-0000-4000-8000-00000000000a';
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  const payload = {
    action: 'opened',
    number: 7,
    pull_request: { number: 7 },
    repository: { full_name: 'forge/sst-feedstock' },
    installation: { id: 1 },
  };
  await writeFile(path.join(stage.folder, 'opened.json'), JSON.stringify(payload));
});
afterAll(() => stage.stop());
const run = (...line: string[]) => runCommand(line, { cwd: stage.folder, variables: stage.variables });
const work = async () =>
  (await stage.database.pool.query<{ state: string; attempts: number }>('select state, attempts from work')).rows;

test('a payload in a file is signed and delivered, is listed and shown, and twice the same id is one', async () => {
  const line = ['deliveries', 'replay', 'opened.json', '--event', 'pull_request', '--id', ID];
  expect(await run(...line)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`pangeo-forge explain ${ID}`),
  });
  expect(await run(...line)).toMatchObject({ exitCode: 0 });
  const { stdout } = await run('deliveries', 'list', '--repository', 'forge/sst-feedstock', '--state', 'due', '--json');
  expect(JSON.parse(stdout)).toMatchObject([{ id: ID, event: 'pull_request', action: 'opened', number: 7 }]);
  expect(JSON.parse((await run('deliveries', 'show', ID)).stdout)).toMatchObject({ payload: { number: 7 } });
  expect((await run('explain', ID)).stdout).toContain('pull_request.opened for forge/sst-feedstock#7: due');
  expect(await work()).toHaveLength(1);
});

test('redeliver makes what was handled due again, all of the ids or none', async () => {
  await stage.database.pool.query(`update work set state = 'done', attempts = 3`);
  expect(await run('deliveries', 'redeliver', ID, 'no-such-id')).toMatchObject({ exitCode: 5 });
  expect(await work()).toEqual([{ state: 'done', attempts: 3 }]);
  expect(await run('deliveries', 'redeliver', ID)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(ID) });
  expect(await work()).toEqual([{ state: 'due', attempts: 0 }]);
});

test('a wrong secret is reported, and so is a missing file', async () => {
  const other = await startStage();
  const variables = { ...stage.variables, PANGEO_FORGE_CONFIG_DIR: other.variables['PANGEO_FORGE_CONFIG_DIR'] ?? '' };
  const line = ['deliveries', 'replay', 'opened.json', '--event', 'pull_request'];
  expect(await runCommand(line, { cwd: stage.folder, variables })).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('webhook secret'),
  });
  await other.stop();
  expect(await run('deliveries', 'replay', 'nothing.json', '--event', 'ping')).toMatchObject({
    exitCode: 5,
    stderr: expect.stringContaining('nothing.json'),
  });
});

test('queues drain waits for work in progress, and stops waiting after the given time', async () => {
  await stage.database.pool.query(`update work set state = 'leased', lease_until = now() + interval '1 hour'`);
  expect(await run('queues', 'drain', 'We move house.', '--within', '0.001')).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('still in progress (1)'),
  });
  expect((await run('queues', 'status')).stdout).toContain('We move house.');
  const drained = run('queues', 'drain', 'We move house.');
  await stage.database.pool.query(`update work set state = 'done', lease_until = null`);
  expect(await drained).toMatchObject({ exitCode: 0 });
  expect(await run('queues', 'resume')).toMatchObject({ exitCode: 0 });
});
