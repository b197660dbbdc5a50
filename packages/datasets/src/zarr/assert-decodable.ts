import { promisify } from 'node:util';
import { unzip, zstdDecompress } from 'node:zlib';

/** What a chunk may be wrapped in; nothing else is decoded. Names of formats 2 and 3. */
const HARMLESS = ['bytes', 'crc32c', 'transpose', 'delta', 'shuffle', 'fixedscaleoffset'];
const COMPRESSORS: Record<string, (bytes: Buffer, most: number) => Promise<unknown> | boolean> = {
  // the decoders trust the sizes that these headers tell
  blosc: (bytes, most) => bytes.length >= 16 && bytes.readUInt32LE(4) <= most,
  lz4: (bytes, most) => bytes.length >= 4 && bytes.readUInt32LE(0) <= most,
  zlib: (bytes, most) => promisify(unzip)(bytes, { maxOutputLength: most }),
  gzip: (bytes, most) => promisify(unzip)(bytes, { maxOutputLength: most }),
  zstd: (bytes, most) => promisify(zstdDecompress)(bytes, { maxOutputLength: most }),
};

export function areCodecsKnown(codecs: readonly string[]): boolean {
  return codecs.every((codec) => HARMLESS.includes(codec.replace('numcodecs.', '')) || codec in COMPRESSORS);
}

/**
 * A few bytes can say that they are gigabytes once decompressed, and the decoders believe it: it is tried within bounds first.
 * @throws when the chunk is larger than `most` bytes, or broken.
 */
export async function assertDecodable(chunk: Uint8Array, codecs: readonly string[], most: number): Promise<void> {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const compressors = codecs.filter((codec) => codec in COMPRESSORS);
  if (compressors.length > 1) throw new Error('chunks that are compressed twice are not read');
  for (const codec of compressors) {
    if ((await COMPRESSORS[codec]?.(bytes, most)) === false) throw new Error('the chunk is larger than its shape');
  }
}
