import type { RunnerOutcome } from '../../src/runner/recipe-runner.ts';
import type { NetworkPolicy, SandboxName } from '../../src/sandbox/sandbox.ts';

/** What recipe code knows or guesses about the machine, and would like to reach. */
export interface Surroundings {
  /** A process of the worker's user, with `SECRET` in its environment. */
  workerPid: number;
  /** A file of the worker's that holds `SECRET`. */
  secretFile: string;
  /** Another run's private folder and output folder. */
  neighbour: { folder: string; output: string };
  /** A service on the machine's loopback that answers `SECRET` to anyone who connects. */
  port: number;
  /** Where this run may write. */
  output: string;
  /** A number of seconds that nothing else sleeps for. */
  seconds: string;
}

export const SECRET = 'hunter2-of-the-worker';

/** What a script came to, and what is on the machine after it. */
export interface Aftermath {
  outcome: 'ended' | RunnerOutcome;
  stdout: string;
  stderr: string;
  /** Processes left that the script has started. */
  left: number;
}

/** Stopped, and by what; or what it means that it is not. */
export type Verdict = { stopped: true; by: string } | { stopped: false; because: string };

export interface HostileRecipe {
  what: string;
  script: (surroundings: Surroundings) => string;
  /** Whether the attack got what it wanted. */
  gotThrough: (after: Aftermath) => boolean;
  network?: NetworkPolicy;
  limits?: { memoryBytes?: number; wallTimeMs?: number; outputBytes?: number };
  /** Of everything in the private folder. */
  scratchBytes?: number;
  verdicts: Record<SandboxName, Verdict>;
  /** Takes seconds, or much of the machine. */
  long?: true;
}

export const stopped = (by: string): Verdict => ({ stopped: true, by });
export const notStopped = (because: string): Verdict => ({ stopped: false, because });
/** The same in all three. */
export const everywhere = (verdict: Verdict): Record<SandboxName, Verdict> => ({
  process: verdict,
  bubblewrap: verdict,
  docker: verdict,
});
