/** One answered API request. */
export interface RecordedRequest {
  at: Date;
  /** Milliseconds since 1970 by the machine's clock, with fractions, for measuring latency. */
  arrivedAtMs: number;
  method: string;
  /** Below the API's root: `/repos/o/r/pulls`. */
  path: string;
  query: string;
  /** Status of the answer; 0 when the connection was cut instead. */
  status: number;
  /** `login`, `slug[bot]`, `app:slug` or `anonymous`. */
  actor: string;
  body: unknown;
}
