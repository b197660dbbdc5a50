import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The two lines of pangeo-forge-runner that feedstocks use today. */
export type RunnerLine = '0.10' | '0.9';

export interface RunnerLock {
  line: RunnerLine;
  requirementsFile: string;
  /** Version of pangeo-forge-runner that the lock names. */
  version: string;
  /** Changes with the lock's content: one directory an environment. */
  hash: string;
}

/** Reads the lock of one line. */
export async function readRunnerLock(line: RunnerLine): Promise<RunnerLock> {
  const requirementsFile = fileURLToPath(new URL(`../python/${line}/requirements.txt`, import.meta.url));
  const content = await readFile(requirementsFile, 'utf8');
  const version = /^pangeo-forge-runner==(\S+)/m.exec(content)?.[1];
  if (!version) throw new Error(`${requirementsFile} names no version of pangeo-forge-runner`);
  return { line, requirementsFile, version, hash: createHash('sha256').update(content).digest('hex').slice(0, 12) };
}
