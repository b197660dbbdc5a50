import { expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { localCachePaths } from './local-cache-paths.ts';

const LOCAL = 'fsspec.implementations.local.LocalFileSystem';
const bakeryWith = (caches: object) =>
  bakeryFileSchema.parse({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: { fsspec_class: LOCAL, root_path: '/data/{subpath}' },
    ...caches,
  });

test('the caches of a bakery on this machine are folders', () => {
  const bakery = bakeryWith({
    InputCacheStorage: { fsspec_class: LOCAL, root_path: '/data/cache' },
    MetadataCacheStorage: { fsspec_class: LOCAL, root_path: '/data/metadata/{subpath}' },
  });
  expect(localCachePaths(bakery, 'me/sst')).toEqual(['/data/cache', '/data/metadata/me/sst']);
});

test('a cache in a bucket, or none, is no folder', () => {
  const bucket = { InputCacheStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/cache' } };
  expect(localCachePaths(bakeryWith(bucket), 'me/sst')).toEqual([]);
  expect(localCachePaths(bakeryWith({}), 'me/sst')).toEqual([]);
});
