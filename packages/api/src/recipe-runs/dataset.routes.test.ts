import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

let served: ProductionLikeApi;
const file = bakeryFileSchema.parse({
  Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
  TargetStorage: {
    fsspec_class: 's3fs.S3FileSystem',
    fsspec_args: { requester_pays: true, key: 'a key that nobody is shown' },
    root_path: 's3://bucket/{subpath}',
  },
});

beforeAll(async () => {
  served = await startProductionLikeApi({ bakeryConfigs: new Map([['paid', { file }]]) });
});
afterAll(() => served.stop());

async function run(conclusion: string): Promise<number> {
  const bakery = await served.admin.post('/bakeries/', { name: 'paid', region: 'r', description: 'd' });
  const { body } = await served.admin.post('/recipe_runs/', {
    recipe_id: 'r',
    bakery_id: bakery.body.id,
    feedstock_id: 1,
    head_sha: 'f'.repeat(40),
    version: '',
    started_at: '2031-01-01T00:00:00Z',
    status: 'completed',
    conclusion,
    dataset_type: 'zarr',
    dataset_public_url: 's3://bucket/r.zarr',
  });
  return body.id;
}

test('a dataset has the code that opens it from its storage', async () => {
  const { body, text } = await served.anyone.get(`/recipe_runs/${await run('success')}/dataset`);
  expect(body).toMatchObject({ dataset_type: 'zarr', dataset_public_url: 's3://bucket/r.zarr' });
  expect(body.code).toContain('storage_options={"requester_pays": True}');
  expect(text).not.toContain('nobody is shown');
});

test('a run that failed has no dataset', async () => {
  expect(await served.anyone.get(`/recipe_runs/${await run('failure')}/dataset`)).toMatchObject({ status: 404 });
});
