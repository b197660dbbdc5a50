export type Attributes = Readonly<Record<string, unknown>>;

export interface ZarrArray {
  kind: 'array';
  /** From the root, without a leading slash. */
  path: string;
  attributes: Attributes;
  shape: readonly number[];
  chunks: readonly number[];
  /** Null for dimensions without a name. */
  dimensions: ReadonlyArray<string | null>;
  /** As NumPy names it: `float32`, `datetime64[ns]`, `object`. */
  dtype: string;
  /** Names of compressors and filters. */
  codecs: readonly string[];
  fillValue: unknown;
}

export interface ZarrGroup {
  kind: 'group';
  path: string;
  attributes: Attributes;
}

export type ZarrNode = ZarrArray | ZarrGroup;

/** A key below the root of the hierarchy, such as `time/0`. */
export type ReadKey = (key: string) => Promise<Uint8Array | null>;

export interface ZarrHierarchy {
  format: 2 | 3;
  isConsolidated: boolean;
  /** The root itself has the path ''. */
  nodes: readonly ZarrNode[];
  /** The metadata document of a node, as the store has it. */
  documents: ReadonlyMap<string, unknown>;
  readKey: ReadKey;
}
