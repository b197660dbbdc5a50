import { expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { needsCloudPackages } from './needs-cloud-packages.ts';

const LOCAL = 'pangeo_forge_runner.bakery.local.LocalDirectBakery';
const DISK = { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: '/data/{subpath}' };
const S3 = { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/{subpath}' };

test.each([
  ['a bake and a store on this machine', LOCAL, DISK, undefined, false],
  ['a bake on this machine into S3', LOCAL, S3, undefined, true],
  ['a cache in Google Cloud Storage', LOCAL, DISK, { fsspec_class: 'gcsfs.GCSFileSystem' }, true],
  ['Dataflow', 'pangeo_forge_runner.bakery.dataflow.DataflowBakery', DISK, undefined, true],
] as const)('%s', (_what, bakery_class, TargetStorage, InputCacheStorage, expected) => {
  const file = bakeryFileSchema.parse({ Bake: { bakery_class }, TargetStorage, InputCacheStorage });
  expect(needsCloudPackages(file)).toBe(expected);
});
