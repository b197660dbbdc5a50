export interface ByteRange {
  offset: number;
  length: number;
}

/** Where the objects of a dataset are read from, with every check and limit inside. */
export interface DatasetSource {
  /**
   * The object; null when there is none.
   * @throws AppError `forbidden` for what may not be read, `too_large` or `too_slow` beyond the limits,
   * `bakery_unavailable` when the storage fails.
   */
  read(url: string, range?: ByteRange): Promise<Uint8Array | null>;
  /** Names of what lies directly below this folder; null where the storage cannot list. */
  list(url: string): Promise<string[] | null>;
}
