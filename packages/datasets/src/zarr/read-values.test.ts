import { deflateSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readHierarchy } from './read-hierarchy.ts';
import { readValues } from './read-values.ts';
import type { ZarrArray } from './zarr-node.ts';

const BOMB_BYTES = 64 * 1024 * 1024;

async function read(size: number, compressor: object | null, chunk: Uint8Array, shape = [size]) {
  const x = {
    zarr_format: 2,
    shape,
    chunks: shape,
    dtype: '<i4',
    compressor,
    filters: null,
    order: 'C',
    fill_value: 0,
  };
  const files: Record<string, Uint8Array> = {
    '/store/.zmetadata': Buffer.from(JSON.stringify({ metadata: { '.zgroup': { zarr_format: 2 }, 'x/.zarray': x } })),
    '/store/x/0': chunk,
  };
  const hierarchy = await readHierarchy({ read: async (url) => files[url] ?? null, list: async () => null }, '/store');
  return readValues(hierarchy, hierarchy.nodes.find(({ kind }) => kind === 'array') as ZarrArray);
}

const small = Buffer.from(Int32Array.from([1, 2, 3]).buffer);

test.each([
  ['nothing', null, small],
  ['zlib', { id: 'zlib', level: 1 }, deflateSync(small)],
  ['zstd', { id: 'zstd', level: 1 }, zstdCompressSync(small)],
] as const)('values compressed with %s are read', async (_name, compressor, chunk) => {
  expect(await read(3, compressor, chunk)).toMatchObject({ all: [1, 2, 3] });
});

const blosc = Buffer.alloc(64);
blosc.writeUInt32LE(0x7fff_ffff, 4);
const lz4 = Buffer.alloc(64);
lz4.writeUInt32LE(0x7fff_ffff, 0);

test.each([
  ['zlib', deflateSync(Buffer.alloc(BOMB_BYTES))],
  ['zstd', zstdCompressSync(Buffer.alloc(BOMB_BYTES))],
  ['blosc', blosc],
  ['lz4', lz4],
])('a chunk of %s that says it is far larger than its shape is not decoded', async (id, chunk) => {
  await expect(read(3, { id }, chunk)).rejects.toThrow();
});

test('what is too large, or in a codec that is not known, is not read', async () => {
  expect(await read(2 ** 40, null, small)).toBeNull();
  expect(await read(3, { id: 'made-up' }, small)).toBeNull();
  expect(await read(3, null, small, [2 ** 20, 2 ** 20])).toBeNull();
});
