import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { publicKeyOf, sealEnvelope, signerOf } from '@pangeo-forge/datasets/provenance/envelope';
import { buildStatement } from '@pangeo-forge/datasets/provenance/statement';
import { storeProvenance } from '@pangeo-forge/db/provenance/provenance';
import { runCommand } from './run-command.ts';
import { type Stage, startRun, startStage } from './stage.ts';

const METADATA = '{"metadata":{}}';
const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const KEY = newKey();
let stage: Stage;
let store: string;
beforeAll(async () => {
  stage = await startStage();
  store = path.join(stage.folder, 'sst.zarr');
  await mkdir(store);
  await writeFile(path.join(stage.folder, 'trusted.pub'), publicKeyOf(KEY).pem);
});
afterAll(() => stage.stop());

let runs = 0;
async function runWith(key: string | null, about: { runId?: number; address?: string } = {}): Promise<number> {
  await writeFile(path.join(store, '.zmetadata'), METADATA);
  const recipeId = `sst${++runs}`;
  const run = await startRun(stage, recipeId);
  await run.succeed(store);
  const { pool } = stage.database;
  const { rows } = await pool.query<{ id: number; sha: string }>(
    'select id, head_sha as sha from reciperun where recipe_id = $1',
    [recipeId],
  );
  const { id = 0, sha = '' } = rows[0] ?? {};
  const sha256 = createHash('sha256').update(METADATA).digest('hex');
  const times = { startedAt: '2026-01-01T00:00:00Z', completedAt: '2026-01-02T00:00:00Z' };
  const stores = [{ address: about.address ?? store, file: '.zmetadata', sha256 }];
  const made = {
    runId: about.runId ?? id,
    feedstockSpec: 'forge/sst-feedstock',
    sha,
    recipeId,
    bakery: 'local',
    ...times,
  };
  const statement = buildStatement({ ...made, feedstockSubdir: null, containerImage: null, stores }, stage.url);
  const envelope = sealEnvelope(statement, key === null ? null : signerOf(key));
  await storeProvenance(pool, id, { envelope, roCrate: {}, keyId: null });
  return id;
}
const verify = (id: number, ...more: string[]) =>
  runCommand(['datasets', 'verify', String(id), '--json', ...more], { cwd: stage.folder, variables: stage.variables });
const verifyTrusted = (id: number) => verify(id, '--key', 'trusted.pub');

test('a dataset whose statement and store are as they were signed is verified', async () => {
  const { exitCode, stdout } = await verifyTrusted(await runWith(KEY));
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([
    0,
    { signed_by: publicKeyOf(KEY).keyId, subjects: [{ name: `${store}/.zmetadata`, store: 'same' }] },
  ]);
});

test('a store that changed after it was signed, or is gone, fails', async () => {
  const id = await runWith(KEY);
  await writeFile(path.join(store, '.zmetadata'), '{}');
  expect(await verifyTrusted(id)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('"changed"') });
  const gone = await runWith(KEY, { address: path.join(stage.folder, 'gone') });
  expect(await verifyTrusted(gone)).toMatchObject({ exitCode: 1 });
});

test('a signature of another key, a changed statement, none, and one about another run fail', async () => {
  expect(await verifyTrusted(await runWith(newKey()))).toMatchObject({ exitCode: 1 });
  expect(await verify(await runWith(KEY))).toMatchObject({ exitCode: 1 });
  expect(await verifyTrusted(await runWith(null))).toMatchObject({ exitCode: 1 });
  expect(await verifyTrusted(await runWith(KEY, { runId: 99_999 }))).toMatchObject({ exitCode: 1 });
  const id = await runWith(KEY);
  await stage.database.pool.query(
    `update provenance set envelope = jsonb_set(envelope, '{payload}', to_jsonb(encode(convert_to(
       replace(convert_from(decode(envelope ->> 'payload', 'base64'), 'utf8'), 'local', 'other'), 'utf8'), 'base64')))
     where recipe_run_id = $1`,
    [id],
  );
  expect(await verifyTrusted(id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no envelope') });
  await stage.database.pool.query(
    `update provenance set envelope = jsonb_set(envelope, '{payload}', to_jsonb(replace(envelope ->> 'payload', E'\\n', '')))
     where recipe_run_id = $1`,
    [id],
  );
  expect(await verifyTrusted(id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('was changed') });
});

test('a store that cannot be read from here is reported, and is no failure', async () => {
  const { exitCode, stdout } = await verifyTrusted(await runWith(KEY, { address: 'gs://bucket/sst.zarr' }));
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { subjects: [{ store: 'unreachable' }] }]);
});
