import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { envelopeSchema, publicKeyOf, signerOf, verifyEnvelope } from '@pangeo-forge/datasets/provenance/envelope';
import { statementSchema } from '@pangeo-forge/datasets/provenance/statement';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { findProvenance } from '@pangeo-forge/db/provenance/provenance';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { pino } from 'pino';
import { keepProvenance } from './keep-provenance.ts';

const SHA = 'a'.repeat(40);
const HASH = 'b'.repeat(64);
const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const database = await withMigratedDatabase({ poolSize: 2 });

interface Made {
  isTest?: boolean;
  verified?: boolean;
  conclusion?: string;
  hash?: string | null;
}

async function madeRun({
  isTest = false,
  verified = true,
  conclusion = 'success',
  hash = HASH,
}: Made = {}): Promise<number> {
  const bakery = await ensureBakery(database.pool, { name: 'local', region: '', description: '' });
  const feedstock = await ensureFeedstock(database.pool, 'org/a-feedstock');
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into reciperun (recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, status, conclusion, is_test)
     values ('sst', $1, $2, $3, '', '2026-01-01', '2026-01-02', 'completed', $4, $5) returning id`,
    [bakery, feedstock.id, SHA, conclusion, isTest],
  );
  const id = rows[0]?.id ?? 0;
  await database.pool.query(
    `insert into dataset (recipe_run_id, recipe_id, position, kind, address, verified, metadata_file, metadata_sha256)
     values ($1, 'sst', 0, 'zarr2', 'https://data.example/sst.zarr', $2, '.zmetadata', $3)`,
    [id, verified, hash],
  );
  return id;
}

const keep = (pem: string | null = PEM) =>
  keepProvenance({
    database,
    bakeries: new Map(),
    publicHost: async () => 'forge.example',
    signer: pem === null ? null : signerOf(pem),
    logger: pino({ level: 'silent' }),
  });

test('a production run whose dataset was opened gets one signed statement about it, which never changes', async () => {
  const id = await madeRun();
  expect(await keep()).toBe(1);
  const made = await findProvenance(database.pool, id);
  const { keyId, pem } = publicKeyOf(PEM);
  const checked = verifyEnvelope(envelopeSchema.parse(made?.envelope), [pem]);
  expect(checked).toMatchObject({ outcome: 'signed', keyId });
  const statement = statementSchema.parse('statement' in checked ? checked.statement : null);
  expect(statement).toMatchObject({
    subject: [{ name: 'https://data.example/sst.zarr/.zmetadata', digest: { sha256: HASH } }],
    predicate: {
      buildDefinition: {
        externalParameters: { repository: 'https://github.com/org/a-feedstock', ref: SHA, recipe: 'sst' },
      },
      runDetails: { metadata: { invocationId: `https://forge.example/recipe_runs/${id}` } },
    },
  });
  await database.pool.query(`update dataset set metadata_sha256 = repeat('c', 64) where recipe_run_id = $1`, [id]);
  expect(await keep()).toBe(0);
  expect(await findProvenance(database.pool, id)).toEqual(made);
});

test.each<[string, Made]>([
  ['a test run', { isTest: true }],
  ['a dataset that was not verified', { verified: false }],
  ['a run that failed', { conclusion: 'failure' }],
  ['a store whose metadata was not read', { hash: null }],
])('%s gets no statement', async (_what, made) => {
  const id = await madeRun(made);
  expect(await keep()).toBe(0);
  expect(await findProvenance(database.pool, id)).toBeNull();
});

test('without a key the statement is there, and has no signature', async () => {
  const id = await madeRun();
  await keep(null);
  expect(await findProvenance(database.pool, id)).toMatchObject({ keyId: null, envelope: { signatures: [] } });
});
