/** One API request as it was answered. */
export interface RecordedRequest {
  at: Date;
  /** Milliseconds since 1970 by the machine's clock, with fractions: what latency is measured by. */
  arrivedAtMs: number;
  method: string;
  /** Below the API's root: `/repos/o/r/pulls`. */
  path: string;
  query: string;
  /** What was sent back; 0 when the connection was broken instead. */
  status: number;
  /** `login`, `slug[bot]`, `app:slug` or `anonymous`. */
  actor: string;
  body: unknown;
}
