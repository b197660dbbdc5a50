import type { RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { z } from 'zod';

export interface RunnerRequest {
  kind: 'expand_meta' | 'bake';
  invocationId: string;
  /** `http(s)://` or `file://`, without credentials. */
  repoUrl: string;
  /** A full SHA, or the name of a branch or tag. */
  ref: string;
  /** Where meta.yaml is; `feedstock` when not given. */
  feedstockSubdir?: string;
  /** Needed for a bake. */
  recipeId?: string;
  jobName?: string;
  /** Two time steps only. */
  prune?: boolean;
  /**
   * Traitlets configuration (`Bake`, `TargetStorage`, …). May hold secrets: it reaches the runner as a private file or
   * over a descriptor.
   */
  config?: Readonly<Record<string, unknown>>;
  /** Environment variable → content of the file that it names, for clients that take a secret only as a file. */
  secretFiles?: Readonly<Record<string, string>>;
  /** The bakery's line of pangeo-forge-runner; the feedstock's requirements.txt may ask for another. */
  runnerLine?: RunnerLine;
  /** Prefixes beside the target storage that a full run of a program may write to. */
  allowedTargets?: readonly string[];
  /** The Dask cluster of a program; this machine unless given. */
  daskScheduler?: string;
  /** Directories of this machine that a local bake writes to. */
  localOutputDirs?: readonly string[];
}

export interface RunnerLimits {
  /** Of the entire call, fetching the repository included. */
  wallTimeMs: number;
  /** Of what is printed, both streams together. */
  outputBytes: number;
  memoryBytes?: number;
  cpuTimeS?: number;
}

/** What a run is doing; it ends a sentence that starts with "while". */
export type Activity =
  | 'its repository was being fetched'
  | 'its packages were being installed'
  | 'its recipes were being read'
  | 'it was being baked';

export type Severity = 'INFO' | 'WARNING' | 'ERROR';

/** One line of output: without control characters and NUL, cut when it is very long. Not redacted. */
export interface RunnerOutputLine {
  stream: 'stdout' | 'stderr';
  text: string;
  severity: Severity;
  time: Date;
}

export type RunnerOutcome = 'succeeded' | 'failed' | 'timed_out' | 'out_of_memory' | 'output_limit' | 'cancelled';

export interface RunnerResult {
  outcome: RunnerOutcome;
  exitCode: number | null;
  signal: string | null;
  /** One sentence for the author; null on success. */
  reason: string | null;
  /** Who can fix it: the author (recipe, meta.yaml, requirements), we (the machine, the network), or unknown. */
  fault: 'author' | 'ours' | 'unknown' | null;
  traceback: string | null;
  /**
   * Of a run that failed by itself: its traceback and its last lines. A claim, since recipe code can print the same.
   */
  printed?: string;
  /** Nothing was run, because the repository’s server did not answer: another time it may. */
  unreachable?: true;
  /** Of expand_meta, when it succeeded. */
  meta?: ExpandedMeta;
  /** Of a program that ran: the stores that it declares, each was opened. A claim, since it ran beside them. */
  stores?: ReadonlyArray<{ id: string; address: string; kind: string }>;
  /** What was printed about a submission: a claim, which the bakery must confirm. */
  submitted?: { jobName: string; jobId: string; recipe: string };
  /** Null where this machine cannot measure it. */
  peakMemoryBytes: number | null;
  durationMs: number;
}

export interface RunOptions {
  /** Called in order, synchronously. */
  onLine: (line: RunnerOutputLine) => void;
  /** Called when the run begins to do something else. */
  onActivity?: (activity: Activity) => void;
  signal: AbortSignal;
  limits: RunnerLimits;
}

/** Runs pangeo-forge-runner once. */
export interface RecipeRunner {
  /**
   * Every end of the run is a value. Nothing of the run is left when it resolves: no process, no file but those in
   * `localOutputDirs`.
   * @throws AppError `invalid_input` when the request is refused before anything runs.
   */
  run(request: RunnerRequest, options: RunOptions): Promise<RunnerResult>;
}

/** What `expand-meta` makes of meta.yaml: a list of recipes with ids. Everything else is as the author wrote it. */
export const expandedMetaSchema = z.looseObject({
  recipes: z
    .array(z.looseObject({ id: z.string().min(1).max(256) }))
    .min(1)
    .max(10_000),
  bakery: z.looseObject({ id: z.string().min(1).max(256) }).optional(),
});

type ExpandedMeta = z.infer<typeof expandedMetaSchema>;
