import { describe, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { isPublishedBy, localCachePaths, targetFolder } from './storage-paths.ts';

const LOCAL = 'pangeo_forge_runner.bakery.local.LocalDirectBakery';
const DISK = { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: '/data/{subpath}' };
const S3 = { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/{subpath}' };

const bakeryWith = (sections: object) =>
  bakeryFileSchema.parse({ Bake: { bakery_class: LOCAL }, TargetStorage: DISK, ...sections });

describe('folders of this machine', () => {
  test('are the caches and the target of a bakery that stores on this machine', () => {
    const bakery = bakeryWith({
      InputCacheStorage: { ...DISK, root_path: '/data/cache' },
      MetadataCacheStorage: { ...DISK, root_path: '/data/metadata/{subpath}' },
    });
    expect(localCachePaths(bakery, 'me/sst')).toEqual(['/data/cache', '/data/metadata/me/sst']);
    expect(targetFolder(bakery, 'me/sst')).toBe('/data/me/sst');
  });

  test('are neither caches nor targets in a bucket', () => {
    const bucket = { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/cache' };
    expect(localCachePaths(bakeryWith({ InputCacheStorage: bucket }), 'me/sst')).toEqual([]);
    expect(localCachePaths(bakeryWith({}), 'me/sst')).toEqual([]);
    expect(targetFolder(bakeryWith({ TargetStorage: S3 }), 'me/sst')).toBeNull();
  });
});

test('a bakery publishes below its public place only', () => {
  const published = (public_url: string, url: string) =>
    isPublishedBy(bakeryWith({ TargetStorage: { ...S3, public_url } }), url);
  const place = 'https://storage.example/{root_path}';
  expect(published(place, 'https://storage.example/bucket/me/sst.zarr')).toBe(true);
  expect(published('https://storage.example/data', 'https://storage.example/data/x.zarr')).toBe(true);
  expect(published('https://storage.example/data-{root_path}', 'https://storage.example/data-x')).toBe(false);
  for (const url of [
    'https://storage.example/other/x.zarr',
    'https://storage.example/bucket/../other/x.zarr',
    'https://storage.example/bucket/%2e%2e/other/x.zarr',
    'https://storage.example/bucket-of-others/x.zarr',
    'https://storage.example:444/bucket/x.zarr',
    'https://storage.example.evil.example/bucket/x.zarr',
    'https://somebody@storage.example/bucket/x.zarr',
    'http://storage.example/bucket/x.zarr',
    'bucket/x.zarr',
  ])
    expect([url, published(place, url)]).toEqual([url, false]);
  expect(isPublishedBy(bakeryWith({ TargetStorage: S3 }), 'https://storage.example/bucket/x.zarr')).toBe(false);
});
