import { expect, test } from '@jest/globals';
import { createPlaceCheck, datasetPlacesOf } from './dataset-places.ts';

const bakery = (storage: object) => ({ file: { TargetStorage: { fsspec_class: 's3fs.S3FileSystem', ...storage } } });
const placesOf = (storage: object) => datasetPlacesOf([bakery(storage)] as never, false).stores;

test('the bucket and folder of a bakery may be read, and not those of others on the same host', () => {
  const stores = placesOf({ root_path: 'ours/data/{subpath}', public_url: 'https://objects.example.org/{root_path}' });
  expect(stores).toEqual(['https://objects.example.org/ours/data/']);
  const mayRead = createPlaceCheck(stores);
  for (const [path, may] of Object.entries({
    '/ours/data/a.zarr/.zmetadata': true,
    '/ours/data/a%20b.zarr': true,
    '/ours/database/a.zarr': false,
    '/ours/other.zarr': false,
    '/theirs/data/a.zarr': false,
    '/ours/data/../../theirs/a.zarr': false,
    '/ours/data/..%2f..%2ftheirs/a.zarr': false,
    '/ours/data/%2e%2e/theirs': false,
    '/ours/data/..%5ctheirs': false,
    '/ours/data/%ff': false,
    '/ours?list-type=2&prefix=data/a.zarr/': true,
    '/ours?list-type=2&prefix=other/': false,
    '/ours?list-type=2': false,
  }))
    expect([path, mayRead(new URL(path, 'https://objects.example.org'))]).toEqual([path, may]);
  expect(mayRead(new URL('https://elsewhere.example.org/ours/data/a.zarr'))).toBe(false);
});

test.each([
  ['s3://ours/data/{subpath}', 'https://ours.s3.amazonaws.com/data/a.zarr', 'https://ours.s3.amazonaws.com/other'],
  ['gs://ours/{subpath}', 'https://storage.googleapis.com/ours/a.zarr', 'https://storage.googleapis.com/theirs/a'],
])('a bakery’s %s is its place over HTTP', (root, inside, outside) => {
  const mayRead = createPlaceCheck(placesOf({ root_path: root }));
  expect([mayRead(new URL(inside)), mayRead(new URL(outside))]).toEqual([true, false]);
});

test('a file of references has its folder', () => {
  const mayRead = createPlaceCheck(['https://a.example.org/b/refs/reference.json']);
  expect(mayRead(new URL('https://a.example.org/b/refs/x/.zarray'))).toBe(true);
  expect(mayRead(new URL('https://a.example.org/b/other'))).toBe(false);
});
