import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What a Postgres writes about itself into its data folder, or undefined when none has it open (a crash leaves the file behind).
 * Lines: https://www.postgresql.org/docs/18/storage-file-layout.html and `LOCK_FILE_LINE_*` in its source.
 */
export function readPostmasterPid(data: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}
