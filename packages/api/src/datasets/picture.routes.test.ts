import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { concludeInspection, findRunToInspect } from '@pangeo-forge/db/datasets/inspection';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
let runId: number;
beforeAll(async () => {
  served = await startProductionLikeApi();
  const { pool } = served.api.database;
  const { rows } = await pool.query<{ id: number }>(
    `select id from reciperun where not is_test and conclusion = 'success' and dataset_public_url is not null order by id limit 1`,
  );
  runId = rows[0]?.id ?? 0;
});
afterAll(() => served.stop());

const png = (name: string) => Buffer.from(`\u0089PNG ${name}`, 'latin1');

async function inspect(name: string | null): Promise<void> {
  const { pool } = served.api.database;
  const run = await findRunToInspect(pool, runId);
  if (!run) throw new Error('no run');
  const picture = name === null ? null : { light: png(name), dark: png(`${name} dark`), caption: 'sst (degC)' };
  const dataset = {
    path: '',
    kind: 'zarr2' as const,
    address: 'https://data.example.org/sst.zarr',
    version: null,
    description: null,
    sizeBytes: 1,
    objects: 1,
    verified: true,
    problem: null,
    picture,
  };
  await concludeInspection(pool, run, { outcome: 'found', datasets: [dataset] });
}

async function pictureOfRun() {
  const { body } = await served.anyone.get(`/recipe_runs/${runId}/datasets?fresh=${Math.random()}`);
  return body[0].picture as { light: string; dark: string; caption: string } | null;
}

test('a picture is served by its hash, may be kept for a year, and can be nothing but a picture', async () => {
  await inspect('first');
  const picture = await pictureOfRun();
  expect(picture?.caption).toBe('sst (degC)');
  for (const [path, content] of [
    [picture?.light, png('first')],
    [picture?.dark, png('first dark')],
  ] as const) {
    const answer = await fetch(`${served.api.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    const etag = answer.headers.get('etag') ?? '';
    const again = await fetch(`${served.api.url}${path}`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  }
});

test('a picture that no dataset shows any more is deleted, and one that is drawn again is not', async () => {
  await inspect('first');
  const before = await pictureOfRun();
  await inspect('first');
  expect(await pictureOfRun()).toEqual(before);
  await inspect('second');
  const count = 'select count(*)::integer as pictures from picture';
  const { rows } = await served.api.database.pool.query<{ pictures: number }>(count);
  expect(rows[0]?.pictures).toBe(2);
  await inspect(null);
  expect(await pictureOfRun()).toBeNull();
  expect((await served.api.database.pool.query<{ pictures: number }>(count)).rows[0]?.pictures).toBe(0);
});

test.each([
  [`/datasets/pictures/${'a'.repeat(64)}`, 404],
  ['/datasets/pictures/..%2fx', 422],
])('%s is %i', async (path, status) => {
  expect((await fetch(`${served.api.url}${path}`)).status).toBe(status);
});
