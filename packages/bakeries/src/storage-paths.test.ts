import { describe, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { localCachePaths, targetFolder } from './storage-paths.ts';

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
