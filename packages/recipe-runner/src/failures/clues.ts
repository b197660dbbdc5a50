import type { MetaProblem } from '@pangeo-forge/shared/meta/meta-problem';
import type { Evidence } from '../runner/read-output.ts';
import type { NetworkPolicy } from '../sandbox/sandbox.ts';
import type { RaisedException } from './read-traceback.ts';

/** What a run failed by. */
export type FailureKind =
  | 'declaration'
  | 'configuration'
  | 'installer'
  | 'network'
  | 'module'
  | 'prune'
  | 'memory'
  | 'time'
  | 'recipe'
  | 'unknown';

export interface Explanation {
  kind: FailureKind;
  /** One sentence for the author, without its end. */
  reason: string;
  fault: 'author' | 'ours' | 'unknown';
  outOfMemory?: true;
}

export interface FailureFacts {
  evidence: Evidence;
  exitCode: number | null;
  signal: string | null;
  kind: 'expand_meta' | 'bake';
  /** Of the run; not known for a job that ran elsewhere. */
  network?: NetworkPolicy;
  /** The first error that lint finds in meta.yaml. */
  metaError?: MetaProblem | undefined;
  requirements?: string | null;
}

/** What the kinds of failure are recognised by. Recipe code can print all of it, so it only chooses the message. */
export interface Clues {
  exceptions: readonly RaisedException[];
  /** Traceback, the runner's last message and the last lines. */
  text: string;
  subdir: string;
  facts: FailureFacts;
}

export const NOT_THE_COMMIT = 'As far as we know, this is not the fault of your commit';
