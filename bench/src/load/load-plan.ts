/** What the generator is to send. */
export interface LoadPlan {
  port: number;
  path: string;
  secret: string;
  /** JSON bodies that are sent in turn. */
  bodies: string[];
  headers: Record<string, string>;
  connections: number;
  /** `closed`: each connection sends as soon as it has its answer. `rate`: so many a second, whatever the answers. `burst`: all at once. */
  shape:
    | { kind: 'closed'; forMs: number }
    | { kind: 'rate'; perSecond: number; forMs: number }
    | { kind: 'burst'; count: number };
}

export interface LoadResult {
  answers: number;
  /** How many answers had which status. */
  statuses: Record<string, number>;
  /** Requests that got no answer. */
  lost: number;
  seconds: number;
  perSecond: number;
  latencyMs: { p50: number; p99: number; max: number };
  /** Processors that the generator itself kept busy. */
  processors: number;
}
