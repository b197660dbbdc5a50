import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutputReader, type Evidence } from '../../src/runner/read-output.ts';

/** What the real runner printed, line by line; made by `record-failures.main.ts`. */
export interface RecordedFailure {
  exitCode: number | null;
  signal: string | null;
  printed: Array<[stream: 'stdout' | 'stderr', line: string]>;
}

/** Of the runner's line. */
export const recordedFolder = (line: string): string => join(import.meta.dirname, 'recorded', line);

export async function readRecordedFailure(
  line: string,
  name: string,
): Promise<RecordedFailure & { evidence: Evidence }> {
  const text = await readFile(join(recordedFolder(line), `${name}.json`), 'utf8');
  const recorded = JSON.parse(text) as RecordedFailure;
  const reader = createOutputReader(() => {});
  for (const [stream, line] of recorded.printed) reader.write(stream, Buffer.from(`${line}\n`));
  reader.end();
  return { ...recorded, evidence: reader.evidence() };
}
