/** One API request as it was answered. */
export interface RecordedRequest {
  at: Date;
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
