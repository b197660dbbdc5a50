import { readFileSync } from 'node:fs';

export interface Tally {
  passed: number;
  /** By name, with the package. */
  failed: string[];
  skipped: string[];
  files: { file: string; seconds: number }[];
}

/** What tools/jest/tally-reporter.js counted; nothing when Jest ended before. */
export function readTally(file: string): Tally | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally;
  } catch {
    return null;
  }
}
