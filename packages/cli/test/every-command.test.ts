import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { COMMAND_PATHS } from '../src/command-registry.ts';
import { runWithBrowser } from './run-with-browser.ts';
import { type Stage, startRun, startStage } from './stage.ts';
import { writeStore } from './write-store.ts';

const RUN_KEY = 'sst';
const PULL_REQUEST = {
  action: 'opened',
  number: 1,
  pull_request: { number: 1 },
  repository: { full_name: 'forge/sst-feedstock' },
  installation: { id: 1 },
};
const CATALOG = `'ncviewjs:meta_yaml_url': https://github.com/forge/waves/blob/main/feedstock/meta.yaml
stores:
  - id: waves
    url: gs://bucket/waves.zarr
`;
const RUNNER_CONFIG = {
  Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
  TargetStorage: { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: '/data/{job_name}' },
};
let stage: Stage;
let variables: Record<string, string>;
const printed: string[] = [];

beforeAll(async () => {
  stage = await startStage();
  variables = {
    ...stage.variables,
    PANGEO_FORGE_RUNNER: standInRunner,
    PANGEO_FORGE_SANDBOX: 'process',
    HOME: stage.folder,
  };
  const first = await startRun(stage, RUN_KEY);
  await first.print(`it begins\n{"message": "the key is ${stage.apiKey}"}`);
  await first.succeed('https://data.invalid/sst.zarr');
  const second = await startRun(stage, 'fails');
  await second.fail('the moon is in the way');
  await writeStore(path.join(stage.folder, 'store.zarr'));
  await writeFile(path.join(stage.folder, 'opened.json'), JSON.stringify(PULL_REQUEST));
  await writeFile(path.join(stage.folder, 'catalog.yaml'), CATALOG);
  await writeFile(path.join(stage.folder, 'bakery.json'), JSON.stringify(RUNNER_CONFIG));
});
afterAll(() => stage.stop());

/** Command lines, and their exit codes where it is not 0. They stand in an order in which each finds what it needs. */
const LINES: ReadonlyArray<readonly [line: string, exitCode?: number]> = [
  ['recipe init sst --yes'],
  ['recipe lint sst'],
  ['recipe test sst'],
  ['recipe run sst --output out'],
  ['recipe catalog store.zarr'],
  ['catalog create stac store.zarr'],
  ['catalog browse stac'],
  ['create-feedstock sst --org forge'],
  ['bakeries list'],
  ['bakeries show local'],
  ['bakeries import bakery.json'],
  ['bakeries pause local Maintenance'],
  ['bakeries resume local'],
  ['runs list'],
  ['runs show 1'],
  ['runs logs 1 --source runner'],
  ['runs logs 1 -f'],
  ['runs logs 2 --trace'],
  ['runs retry 2'],
  ['runs cancel 3'],
  ['datasets list'],
  ['datasets import catalog.yaml --bakery local'],
  ['datasets inspect'],
  ['datasets open 1'],
  ['datasets verify 1', 5], // its store was not opened here
  ['explain 2'],
  ['api GET /recipe_runs/1'],
  ['stac rebuild'],
  ['config check'],
  ['app hook-url http://127.0.0.1:9/'],
  ['app token forge'],
  ['app jwt'],
  ['app api GET /app'],
  ['app create --review 7 --plain --org forge'],
  ['deployment new pforge-local-more --no-app --plain'],
  ['deployment rm pforge-local-more'],
  ['deployment release'],
  ['keys list'],
  ['keys create --owner somebody'],
  ['keys rotate KEY'],
  ['keys revoke KEY'],
  ['db migrate'],
  ['db adopt'],
  ['db check'],
  ['db migration new -m x', 5],
  ['db end-adopted-runs --undo'],
  ['db seed forge/other-feedstock'],
  ['deliveries replay opened.json --event pull_request --id 00000000-0000-4000-8000-000000000001'],
  ['deliveries list'],
  ['deliveries show 00000000-0000-4000-8000-000000000001'],
  ['deliveries redeliver 00000000-0000-4000-8000-000000000001'],
  ['queues pause A_pause'],
  ['queues drain A_pause --within 0.01'],
  ['queues resume'],
  ['queues status'],
  ['sessions list'],
  ['sessions end nobody'],
  ['sessions end', 2],
  ['doctor', 1], // GitHub could not deliver to this stage
  ['dev --smee nonsense', 2],
  ['completion bash'],
];

test('each command is tried here', () => {
  const tried = COMMAND_PATHS.filter((path) => LINES.some(([line]) => line === path || line.startsWith(`${path} `)));
  expect(tried).toEqual(COMMAND_PATHS);
});

let prefix = '';
test.each(LINES)('%s', async (line, exitCode = 0) => {
  const words = line.replace('KEY', prefix).split(' ');
  const outcome = await runWithBrowser([...words, '--json'], { cwd: stage.folder, variables });
  printed.push(outcome.stdout, outcome.stderr);
  expect(outcome).toMatchObject({ exitCode });
  const isResult = exitCode === 0 || line === 'doctor';
  const value = JSON.parse(isResult ? outcome.stdout : outcome.stderr) as { prefix?: string };
  if (line.startsWith('keys create')) prefix = value.prefix ?? '';
  if (!isResult) expect(value).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
});

test('no secret was seen in all of that', async () => {
  const everything = printed.join('\n');
  const { password } = new URL(variables['DATABASE_URL'] ?? '');
  const secrets = [stage.apiKey, stage.webhookSecret, password, stage.privateKey.split('\n')[3] ?? ''];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5);
    expect(everything.includes(secret)).toBe(false);
  }
  expect(everything).toContain('[redacted]');
});
