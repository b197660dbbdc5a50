import type { LoadShape } from './load-shape.ts';

/** What the generator is to send. */
export interface LoadPlan {
  port: number;
  path: string;
  secret: string;
  /** JSON bodies that are sent in turn. */
  bodies: string[];
  headers: Record<string, string>;
  connections: number;
  shape: LoadShape;
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
