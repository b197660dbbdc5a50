import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from './run-command.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  folder = stage.folder;
  await runCommand(['recipe', 'init', 'sst', '--yes'], { cwd: folder });
  await writeFile(path.join(folder, 'sst', 'fetch.sh'), '#!/bin/sh\n');
  await chmod(path.join(folder, 'sst', 'fetch.sh'), 0o755);
  await writeFile(path.join(folder, 'sst', 'mask.bin'), Buffer.from([0, 255, 1]));
});
afterAll(() => stage.stop());
const create = (...line: string[]) =>
  runCommand(['create-feedstock', ...line], { cwd: folder, variables: stage.variables });

test('a recipe on this machine becomes a feedstock: repository, README, registered, merged; the second time nothing is done', async () => {
  const made = await create('sst', '--org', 'forge', '--json');
  expect([made.exitCode, made.stderr]).toEqual([0, '']);
  expect(JSON.parse(made.stdout)).toMatchObject({ feedstock: 'forge/sst-feedstock', created: true });
  const repository = stage.github.repository('forge/sst-feedstock');
  const files = await repository.files();
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['README.md', 'feedstock/fetch.sh', 'feedstock/mask.bin', 'feedstock/meta.yaml', 'LICENSE']),
  );
  expect(files['feedstock/mask.bin']).toEqual(Buffer.from([0, 255, 1]));
  expect(files['README.md']?.toString()).toMatch(/\/dashboard\/feedstock\/1\)/);
  expect(Object.keys(repository.branches())).toEqual(['main']);
  const listed = await runCommand(['api', 'GET', '/feedstocks/'], { variables: stage.variables });
  expect(JSON.parse(listed.stdout)).toMatchObject([{ spec: 'forge/sst-feedstock' }]);

  const asked = stage.github.requests().length;
  expect(JSON.parse((await create('sst', '--org', 'forge', '--json')).stdout)).toMatchObject({ created: false });
  const written = stage.github
    .requests()
    .slice(asked)
    .filter(({ method, path: place }) => method !== 'GET' && !place.includes('access_tokens'));
  expect(written).toEqual([]);
});

test('it goes on where it stopped', async () => {
  stage.github.faults.add({
    method: 'POST',
    path: /\/pulls$/,
    times: 1,
    when: 'before',
    respond: { status: 422, body: { message: 'Validation Failed' } },
  });
  const stopped = await create('sst', '--org', 'forge', '--name', 'again');
  expect(stopped).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('pull request did not work') });
  expect(await create('sst', '--org', 'forge', '--name', 'again')).toMatchObject({ exitCode: 0 });
  expect(Object.keys(await stage.github.repository('forge/again-feedstock').files())).toContain('feedstock/meta.yaml');
});

test('a repository of another owner is left alone, and the message says so', async () => {
  await stage.github.createRepository({ owner: 'forge', name: 'taken-feedstock', files: { 'README.md': 'mine' } });
  const refused = await create('sst', '--org', 'forge', '--name', 'taken');
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('exists already') });
  expect(Object.keys(await stage.github.repository('forge/taken-feedstock').files())).toEqual(['README.md']);
});

test('what lint finds must be fixed first', async () => {
  await writeFile(path.join(folder, 'meta.yaml'), 'title: x\n');
  expect(await create('.', '--org', 'forge')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Fix these first'),
  });
});
