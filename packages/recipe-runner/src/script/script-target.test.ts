import { expect, test } from '@jest/globals';
import type { RunnerRequest } from '../runner/recipe-runner.ts';
import { expectedStores, targetOf } from './script-target.ts';

const request = (fsspec: string, args: object, prune: boolean): RunnerRequest => ({
  kind: 'bake',
  invocationId: '1',
  repoUrl: 'https://example.org/a.git',
  ref: 'main',
  jobName: 'a1',
  prune,
  config: { TargetStorage: { fsspec_class: fsspec, fsspec_args: args, root_path: 'bucket/{job_name}' } },
});
const S3 = { key: 'K', secret: 'S', client_kwargs: { endpoint_url: 'https://objects.example.org' } };

test('a full run gets the credentials of the target storage as a file, and no others', () => {
  expect(targetOf(request('s3fs.S3FileSystem', S3, false))).toEqual({
    address: 's3://bucket/a1',
    isLocal: false,
    variables: { AWS_ENDPOINT_URL: 'https://objects.example.org' },
    secretFiles: {
      AWS_SHARED_CREDENTIALS_FILE: '[default]\naws_access_key_id = K\naws_secret_access_key = S\n',
    },
  });
  expect(targetOf(request('gcsfs.GCSFileSystem', { token: { type: 'service_account' } }, false))).toMatchObject({
    address: 'gs://bucket/a1',
    secretFiles: { GOOGLE_APPLICATION_CREDENTIALS: '{"type":"service_account"}' },
  });
});

test('a target may be written with the scheme of its storage', () => {
  const { config, ...rest } = request('s3fs.S3FileSystem', S3, false);
  const TargetStorage = { ...(config?.['TargetStorage'] as object), root_path: 's3://bucket/{job_name}' };
  expect(targetOf({ ...rest, config: { TargetStorage } })).toMatchObject({ address: 's3://bucket/a1' });
});

test('a test is refused on storage that could let it write elsewhere', () => {
  expect(targetOf(request('s3fs.S3FileSystem', S3, true))).toMatchObject({
    refused: expect.stringContaining('cannot give credentials that write below the target of a test only'),
  });
  expect(targetOf(request('adlfs.AzureBlobFileSystem', {}, false))).toMatchObject({ refused: expect.any(String) });
});

const target = { address: '/data/a1', isLocal: true, variables: {}, secretFiles: {} };
const recipe = (...urls: string[]) => ({
  id: 'r',
  script: 'recipe.py',
  stores: urls.map((url, index) => ({ id: `s${index}`, url })),
});
const full = { isTest: false, readsTarget: false, allowed: ['gs://bucket/published', '/data/published'] };

test('declared addresses count where the bakery may write, and only in a full run', () => {
  const urls = ['gs://bucket/published/a.zarr', 'file:///data/published/b/c.zarr'];
  expect(expectedStores(recipe(...urls), target, full)).toEqual({
    stores: [
      { id: 's0', addresses: ['gs://bucket/published/a.zarr', '/data/a1/a.zarr'] },
      { id: 's1', addresses: ['/data/published/b/c.zarr', '/data/a1/c.zarr'] },
    ],
    folders: ['/data/published/b'],
  });
  expect(expectedStores(recipe(...urls), target, { ...full, isTest: true })).toMatchObject({
    stores: [{ addresses: ['/data/a1/a.zarr'] }, { addresses: ['/data/a1/c.zarr'] }],
    folders: [],
  });
});

test.each([
  'gs://other/a.zarr',
  'gs://bucket/published-by-others/a.zarr',
  '/data/published/../secrets/a.zarr',
  'gs://bucket/published/../a.zarr',
  '/data/publishedx/a.zarr',
])('%s is not below an allowed prefix', (url) => {
  expect(expectedStores(recipe(url), target, full)).toMatchObject({
    refused: expect.stringContaining('(it may below gs://bucket/published, /data/published)'),
  });
  expect(expectedStores(recipe(url), target, { ...full, readsTarget: true })).toMatchObject({ folders: [] });
});
