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
});

const targetAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('looked'), stores: z.array(storeSchema).max(100), isEmpty: z.boolean() }),
  z.object({ outcome: z.literal('could_not_look'), cause: text, reason: text }),
]);

/** What the program prints as its last line. A store may have taken over the program: every field is a claim. */
export const inspectionAnswerSchema = z.object({ targets: z.array(targetAnswerSchema) });

export type InspectedStore = z.infer<typeof storeSchema>;
export type InspectedTarget = z.infer<typeof targetAnswerSchema>;
