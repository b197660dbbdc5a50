import * as zarr from 'zarrita';
import { promisify } from 'node:util';
import { unzip, zstdDecompress } from 'node:zlib';
import { itemBytes } from './dtype-names.ts';
import type { ZarrArray, ZarrHierarchy } from './zarr-node.ts';

export type Value = number | bigint | boolean | string;

export interface ArrayValues {
  /** The first values, in the order they are stored. */
  first: Value[];
  last: Value[];
  /** All of them, when they were few enough to be read. */
  all: Value[] | null;
}

const EDGE = 3;
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Each takes more memory as a value than as bytes. */
const MAX_VALUES = 1024 * 1024;
const MAX_CHUNKS = 8;

/**
 * Values of an array; of a large one its ends only, where it has one dimension. Null for what is too large, or not
 * understood.
 */
export async function readValues(hierarchy: ZarrHierarchy, array: ZarrArray): Promise<ArrayValues | null> {
  const bytes = itemBytes(array.dtype);
  const size = productOf(array.shape);
  if (bytes === null || productOf(array.chunks) * bytes > MAX_CHUNK_BYTES || !areCodecsKnown(array.codecs)) return null;
  if (size === 0) return { first: [], last: [], all: [] };
  const isSmall = size * bytes <= MAX_BYTES && size <= MAX_VALUES && countChunks(array) <= MAX_CHUNKS;
  if (!isSmall && array.shape.length !== 1) return null;
  const opened = await openArray(hierarchy, array);
  if (isSmall) {
    const all = valuesOf(await zarr.get(opened, null));
    return { first: all.slice(0, EDGE), last: all.slice(-EDGE), all };
  }
  const edge = async (start: number, end: number) => valuesOf(await zarr.get(opened, [zarr.slice(start, end)]));
  return { first: await edge(0, EDGE), last: await edge(size - EDGE, size), all: null };
}

export function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

function countChunks({ shape, chunks }: ZarrArray): number {
  return productOf(shape.map((size, index) => Math.ceil(size / Math.max(1, chunks[index] ?? 1))));
}

function openArray(hierarchy: ZarrHierarchy, array: ZarrArray) {
  const open = hierarchy.format === 2 ? zarr.open.v2 : zarr.open.v3;
  const location = zarr.root(storeOf(hierarchy, array)).resolve(`/${array.path}`);
  return open(location, { kind: 'array' });
}

function storeOf({ documents, readKey }: ZarrHierarchy, array: ZarrArray): zarr.Readable {
  const most = productOf(array.chunks) * (itemBytes(array.dtype) ?? 1) + 1_024;
  return {
    async get(absolute) {
      const key = absolute.slice(1);
      const document = documents.get(key);
      if (document !== undefined) return Buffer.from(JSON.stringify(asNumbers(document)));
      if (/(^|\/)(\.z\w+|zarr\.json)$/.test(key)) return undefined;
      const chunk = await readKey(key);
      if (chunk) await assertDecodable(chunk, array.codecs, most);
      return chunk ? new Uint8Array(chunk) : undefined;
    },
  };
}

/** Moments and durations are read as the numbers that they are stored as. */
function asNumbers(document: unknown): unknown {
  const { dtype, data_type: dataType } = (document ?? {}) as { dtype?: unknown; data_type?: { name?: unknown } };
  const stored = typeof dtype === 'string' && /^([<>])[mM]8/.exec(dtype);
  if (stored) return { ...(document as object), dtype: `${stored[1]}i8`, fill_value: 0 };
  if (typeof dataType?.name === 'string' && /^numpy\.(datetime|timedelta)64$/.test(dataType.name))
    return { ...(document as object), data_type: 'int64', fill_value: 0 };
  return document;
}

function valuesOf(result: unknown): Value[] {
  const data = typeof result === 'object' && result !== null && 'data' in result ? result.data : [result];
  return Array.from(data as Iterable<Value>);
}

/** What a chunk may be wrapped in; nothing else is decoded. Names of formats 2 and 3. */
const HARMLESS = ['bytes', 'crc32c', 'transpose', 'delta', 'shuffle', 'fixedscaleoffset'];
const COMPRESSORS: Record<string, (bytes: Buffer, most: number) => Promise<unknown> | boolean> = {
  // the decoders trust the sizes in these headers
  blosc: (bytes, most) => bytes.length >= 16 && bytes.readUInt32LE(4) <= most,
  lz4: (bytes, most) => bytes.length >= 4 && bytes.readUInt32LE(0) <= most,
  zlib: (bytes, most) => promisify(unzip)(bytes, { maxOutputLength: most }),
  gzip: (bytes, most) => promisify(unzip)(bytes, { maxOutputLength: most }),
  zstd: (bytes, most) => promisify(zstdDecompress)(bytes, { maxOutputLength: most }),
};

function areCodecsKnown(codecs: readonly string[]): boolean {
  return codecs.every((codec) => HARMLESS.includes(codec.replace('numcodecs.', '')) || codec in COMPRESSORS);
}

/**
 * A few bytes can claim to be gigabytes once decompressed, and the decoders trust them: it is tried within limits
 * first.
 * @throws when the chunk is larger than `most` bytes, or broken.
 */
async function assertDecodable(chunk: Uint8Array, codecs: readonly string[], most: number): Promise<void> {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const compressors = codecs.filter((codec) => codec in COMPRESSORS);
  if (compressors.length > 1) throw new Error('chunks that are compressed twice are not read');
  for (const codec of compressors) {
    if ((await COMPRESSORS[codec]?.(bytes, most)) === false) throw new Error('the chunk is larger than its shape');
  }
}
