import { STORE_KINDS } from '@pangeo-forge/shared/names/dataset';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The program that inspects stores: run it with the Python of the inspector's environment. */
export const INSPECT_STORES: string = fileURLToPath(new URL('../../python/inspect_stores', import.meta.url));

/** A place that a bake wrote to. */
export interface InspectionTarget {
  /** Python class of a file system, and its arguments; they may hold secrets. */
  fsspec_class: string;
  fsspec_args: Readonly<Record<string, unknown>>;
  root_path: string;
  /** Where references may point to, besides public places and the target itself. */
  own_prefixes: readonly string[];
  /** Whether references may point to private networks: on a developer's machine. */
  allow_private: boolean;
}

export interface InspectionRequest {
  targets: readonly InspectionTarget[];
  seconds: number;
  /** As many are counted. */
  objects: number;
  /** For the pictures of all targets; 45 unless given. */
  pictureSeconds?: number;
}

const attributes = z.record(z.string(), z.unknown());
const sizes = z.array(z.number()).max(64);
const text = z.string().max(10_000);

const variableSchema = z.object({
  name: text,
  dimensions: z.array(text).max(64),
  shape: sizes,
  chunks: sizes,
  shards: sizes.nullable(),
  dtype: text,
  storedDtype: text,
  codecs: z.array(text).max(64),
  bytes: z.number().nullable(),
  attributes,
  isIndex: z.boolean(),
  preview: text.nullable(),
  range: z.object({ min: z.number(), max: z.number() }).nullable(),
  timeRange: z.object({ start: text, end: text }).nullable(),
});

const descriptionSchema = z.object({
  format: z.union([z.literal(2), z.literal(3)]),
  isConsolidated: z.boolean(),
  isSharded: z.boolean(),
  isPyramid: z.boolean(),
  crs: text.nullable(),
  /** Where its chunks are that are not in it: buckets and hosts, or the prefixes that an Icechunk store names. */
  inputs: z.array(text).max(50).default([]),
  groups: z.array(
    z.object({
      path: text,
      dimensions: z.array(z.object({ name: text, size: z.number(), isIndexed: z.boolean() })),
      coordinates: z.array(variableSchema),
      variables: z.array(variableSchema),
      attributes,
    }),
  ),
});

const MAX_PICTURE_BYTES = 60_000;
const MAX_PICTURE_SIDE = 2_000;

const pngSchema = z
  .base64()
  .max(2 * MAX_PICTURE_BYTES)
  .transform((encoded) => Buffer.from(encoded, 'base64'))
  .refine(isSmallPng);

/** By its signature and the size in its first chunk. [PNG, sections 5.2 and 11.2.1] */
function isSmallPng(bytes: Buffer): boolean {
  const isPng = bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  if (!isPng || bytes.length < 33 || bytes.length > MAX_PICTURE_BYTES) return false;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return false;
  return [16, 20].every((at) => bytes.readUInt32BE(at) > 0 && bytes.readUInt32BE(at) <= MAX_PICTURE_SIDE);
}

const storeSchema = z.object({
  /** Below the target; empty when the target itself is the store. */
  path: text,
  kind: z.enum(STORE_KINDS),
  opens: z.boolean(),
  /** It asks for something that is never executed or read here, such as `pickle`. */
  refused: z.boolean(),
  /** Why it could not be looked at; null where that is its own fault, or it opens. */
  cause: text.nullable(),
  problem: text.nullable(),
  /** Of Icechunk: the snapshot. */
  version: text.nullable(),
  sizeBytes: z.number().nullable(),
  objects: z.number().nullable(),
  holdsChunks: z.boolean().nullable(),
  description: descriptionSchema.nullable(),
  /** A file of its metadata below it, as it was read. */
  metadata: z
    .object({ file: text, sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullish()
    .catch(null),
  /** For light and for dark pages; null where it cannot be drawn, or what was given is no picture. */
  picture: z.object({ light: pngSchema, dark: pngSchema, caption: text }).nullish().catch(null),
});

const targetAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('looked'), stores: z.array(storeSchema).max(100), isEmpty: z.boolean() }),
  z.object({ outcome: z.literal('could_not_look'), cause: text, reason: text }),
]);

/** What the program prints as its last line. A store may have taken over the program: every field is a claim. */
export const inspectionAnswerSchema = z.object({ targets: z.array(targetAnswerSchema) });

export type InspectedStore = z.infer<typeof storeSchema>;
export type InspectedTarget = z.infer<typeof targetAnswerSchema>;
