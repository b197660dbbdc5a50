import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Tally {
  passed: number;
  /** By name, with the package. */
  failed: string[];
  skipped: string[];
}

/** Adds up the counts that tools/jest/tally-reporter.js wrote, one file a package. */
export function readTally(directory: string): Tally {
  const total: Tally = { passed: 0, failed: [], skipped: [] };
  for (const file of readdirSync(directory).toSorted()) {
    const tally = JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as Tally;
    const named = (name: string) => `${path.basename(file, '.json')}: ${name}`;
    total.passed += tally.passed;
    total.failed.push(...tally.failed.map(named));
    total.skipped.push(...tally.skipped.map(named));
  }
  return total;
}
