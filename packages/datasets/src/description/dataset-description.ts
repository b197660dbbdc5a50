import type { Attributes } from '../zarr/zarr-node.ts';

export interface VariableDescription {
  name: string;
  dimensions: readonly string[];
  shape: readonly number[];
  chunks: readonly number[];
  /** Of what is stored as one object, where that holds several chunks. */
  shards?: readonly number[] | null | undefined;
  /** Once decoded, as xarray shows it. */
  dtype: string;
  /** As it is stored. */
  storedDtype: string;
  codecs: readonly string[];
  /** Once decoded; null when values differ in size. */
  bytes: number | null;
  /** Without those that only describe how values are stored. */
  attributes: Attributes;
  /** It names the places along the dimension of its own name. */
  isIndex: boolean;
  /** Its first and last values; null where they were not read. */
  preview: string | null;
  /** Of its numbers; of a large variable, of its ends. */
  range: { min: number; max: number } | null;
  /** Moments in UTC, ISO 8601. */
  timeRange: { start: string; end: string } | null;
}

export interface GroupDescription {
  path: string;
  dimensions: ReadonlyArray<{ name: string; size: number; isIndexed: boolean }>;
  coordinates: readonly VariableDescription[];
  variables: readonly VariableDescription[];
  attributes: Attributes;
}

export interface DatasetDescription {
  format: 2 | 3;
  isConsolidated: boolean;
  isSharded?: boolean | undefined;
  /** One level of detail a group. */
  isPyramid?: boolean | undefined;
  /** WKT, or the name of a grid mapping. */
  crs?: string | null | undefined;
  /** The root and what is below it, the root first. */
  groups: readonly GroupDescription[];
}
