import type { Readable } from 'node:stream';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export type SandboxName = 'process' | 'bubblewrap' | 'docker';

/**
 * `none`: an empty network of its own. `public`: what the internet offers, and not this machine, private networks or a
 * cloud's metadata address. `host`: the machine's network, loopback included.
 */
export type NetworkPolicy = 'none' | 'public' | 'host';

export interface SandboxLimits {
  /** Of the process tree, watched; each process is also held to a little more by the kernel. */
  memoryBytes?: number;
  /** Of each process. */
  cpuTimeS?: number;
  /** Of each file written. */
  fileBytes?: number;
  /** Of everything in the scratch directory together, where the sandbox can enforce it. */
  scratchBytes?: number;
}

export interface SandboxCommand {
  argv: readonly [string, ...string[]];
  /** The complete environment: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  /** A value that stands in `environment` and nowhere else on this machine: how strays are found again. */
  marker: string;
  /**
   * A private directory with empty subdirectories, writable, and in it the command starts. It exists already; some
   * sandboxes put memory in its place.
   */
  scratch: { directory: string; subdirectories: readonly string[] };
  readOnly: readonly string[];
  /** Directories of this run alone. A sandbox that does not see our disk is given a copy, which may be written. */
  ownDirectories: readonly string[];
  writable: readonly string[];
  /** Written 0600, or passed through a descriptor by sandboxes that can do so. Their directory exists already. */
  secretFiles: ReadonlyArray<{ path: string; content: string }>;
  network: NetworkPolicy;
  limits: SandboxLimits;
  /** The container image that holds the command, for sandboxes that are containers. */
  image?: string;
}

export interface ProcessExit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The kernel ended a process of the tree because all of them together used more than `memoryBytes`. */
  outOfMemory?: true;
}

export interface TreeUsage {
  memoryBytes: number;
  /** Null where the sandbox itself holds the tree to a number. */
  processes: number | null;
}

export interface SandboxedProcess {
  stdout: Readable;
  stderr: Readable;
  /**
   * Of the first process; others of its tree may outlive it until `killTree`. Rejects when the sandbox could not be set
   * up.
   */
  exited: Promise<ProcessExit>;
  /** What the tree uses now; null where this machine cannot measure it. */
  usage: () => TreeUsage | null;
  /**
   * Kills everything that came from the command, also what left its process group; resolves when nothing of it is left,
   * or false when something is.
   */
  killTree: () => Promise<boolean>;
}

/**
 * The network of a command: where the sandbox has no empty one, it is the machine's.
 * @throws AppError `invalid_config` where `public` cannot be enforced: the machine's network never takes its place.
 */
export function networkIn(sandbox: Pick<Sandbox, 'name' | 'networks' | 'withoutPublic'>, wanted: NetworkPolicy) {
  if (sandbox.networks.includes(wanted)) return wanted;
  if (wanted !== 'public') return 'host';
  const why = sandbox.withoutPublic ?? `the sandbox "${sandbox.name}" cannot do so here`;
  throw new AppError('invalid_config', `The network "public" does not work: ${why}.`);
}

/** Runs a command of strangers. Paths are the same inside and outside. */
export interface Sandbox {
  readonly name: SandboxName;
  /** What it can enforce. */
  readonly networks: readonly NetworkPolicy[];
  /** Why `public` is not among them, and what to install for it. */
  readonly withoutPublic?: string;
  start(command: SandboxCommand): Promise<SandboxedProcess>;
}
