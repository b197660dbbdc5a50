import type { LoadShape } from './load-shape.ts';

/** What the reading generator is to ask for. */
export interface ReadPlan {
  port: number;
  /** Asked for in turn. */
  paths: string[];
  /** Adds a name to each query that nobody has asked with before, so that no answer can be a kept one. */
  neverAskedBefore: boolean;
  headers: Record<string, string>;
  connections: number;
  shape: LoadShape;
  /**
   * How long the same is sent before anything counts: a generator that has just begun is slower than what it measures.
   */
  warmMs: number;
}
