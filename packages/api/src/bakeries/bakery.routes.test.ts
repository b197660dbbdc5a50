import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';

const fileOf = (isDefault: boolean) =>
  bakeryFileSchema.parse({
    PangeoForge: { default: isDefault },
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', fsspec_args: {}, root_path: 's3://bucket/{subpath}' },
  });

let served: ProductionLikeApi;
beforeAll(async () => {
  const configs = new Map([
    ['usual', { file: fileOf(true) }],
    ['other', { file: fileOf(false) }],
  ]);
  served = await startProductionLikeApi({ bakeryConfigs: configs });
  for (const name of configs.keys()) await served.admin.post('/bakeries/', { name, region: 'r', description: 'd' });
});
afterAll(() => served.stop());

test('the default bakery is found by a filter, and its queue says so', async () => {
  const { body: found } = await served.anyone.get('/bakeries/?is_default=true');
  expect(found).toEqual([{ region: 'r', name: 'usual', description: 'd', id: expect.any(Number) }]);
  const { body: others } = await served.anyone.get('/bakeries/?name=other');
  const isDefault = async (id: number) => (await served.anyone.get(`/bakeries/${id}/queue`)).body.is_default as unknown;
  expect([await isDefault(found[0].id), await isDefault(others[0].id)]).toEqual([true, false]);
});

test('only true can be asked for', async () => {
  expect((await served.anyone.get('/bakeries/?is_default=false')).status).toBe(422);
});
