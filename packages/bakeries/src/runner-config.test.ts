import { expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';

import { runnerConfigOf } from './runner-config.ts';
import { localCachePaths, publicUrlOf } from './storage-paths.ts';

const LOCAL = 'fsspec.implementations.local.LocalFileSystem';
const RUN = { subpath: 'me/$&/sst', jobName: 'a1' };
const bakeryWith = (caches: object) =>
  bakeryFileSchema.parse({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: {
      fsspec_class: LOCAL,
      root_path: '/data/{subpath}',
      public_url: 'https://data.example.org{root_path}',
    },
    PangeoForge: { deadline_hours: 2 },
    ...caches,
  });

test('the runner gets the paths and the name of this run, and no setting of the orchestrator', () => {
  expect(runnerConfigOf(bakeryWith({}), RUN)).toEqual({
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery', job_name: 'a1' },
    TargetStorage: { fsspec_class: LOCAL, fsspec_args: {}, root_path: '/data/me/$&/sst' },
  });
  expect(publicUrlOf(bakeryWith({}), RUN.subpath)).toBe('https://data.example.org/data/me/$&/sst');
});

test('a cache of this machine is the same folder for the runner and for its sandbox', () => {
  const bakery = bakeryWith({
    InputCacheStorage: { fsspec_class: LOCAL, root_path: '/data/cache/{subpath}' },
    MetadataCacheStorage: { fsspec_class: LOCAL, root_path: '/data/metadata' },
  });
  expect(localCachePaths(bakery, RUN.subpath)).toEqual(['/data/cache/me/$&/sst', '/data/metadata']);
  expect(runnerConfigOf(bakery, RUN)).toMatchObject({
    InputCacheStorage: { root_path: '/data/cache/me/$&/sst' },
    MetadataCacheStorage: { root_path: '/data/metadata' },
  });
});
