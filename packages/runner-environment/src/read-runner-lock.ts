import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The lines of pangeo-forge-runner that feedstocks use, newest first. `0.8` bakes recipes from before 0.10. */
export const RUNNER_LINES = ['0.10', '0.9', '0.8'] as const;

export type RunnerLine = (typeof RUNNER_LINES)[number];

/**
 * `base` bakes on this machine; `cloud` also submits to Dataflow and writes to S3 and Google Cloud Storage, and is half
 * as large again.
 */
export const RUNNER_PACKAGES = ['base', 'cloud'] as const;

export type RunnerPackages = (typeof RUNNER_PACKAGES)[number];

export interface RunnerLock {
  line: RunnerLine;
  packages: RunnerPackages;
  requirementsFile: string;
  /** Version of pangeo-forge-runner that the lock names. */
  version: string;
  /** Changes with the lock's content: one directory an environment. */
  hash: string;
}

/** Where the locks are, a folder a line. */
export const LOCKS_DIR: string = fileURLToPath(new URL('../python/', import.meta.url));

export const LOCK_NAMES: Record<RunnerPackages, string> = { base: 'requirements', cloud: 'cloud' };

/** Reads the lock of one line. */
export async function readRunnerLock(line: RunnerLine, packages: RunnerPackages = 'base'): Promise<RunnerLock> {
  const requirementsFile = `${LOCKS_DIR}${line}/${LOCK_NAMES[packages]}.txt`;
  const content = await readFile(requirementsFile, 'utf8');
  const version = /^pangeo-forge-runner==(\S+)/m.exec(content)?.[1];
  if (!version) throw new Error(`${requirementsFile} names no version of pangeo-forge-runner`);
  return { line, packages, requirementsFile, version, hash: hashOf(content) };
}

/** Locks without a runner: what opens datasets, and what recipes without Beam run with. */
export type ToolLock = 'inspector' | 'script';

export async function readToolLock(name: ToolLock): Promise<Pick<RunnerLock, 'requirementsFile' | 'hash'>> {
  const requirementsFile = `${LOCKS_DIR}${name}/requirements.txt`;
  return { requirementsFile, hash: hashOf(await readFile(requirementsFile, 'utf8')) };
}

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
