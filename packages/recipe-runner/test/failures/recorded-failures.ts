import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutputReader, type Evidence } from '../../src/runner/read-output.ts';

/** What the real runner printed, line by line; made by `record-failures.main.ts`. */
export interface RecordedFailure {
  exitCode: number | null;
  signal: string | null;
  printed: Array<[stream: 'stdout' | 'stderr', line: string]>;
}

export const RECORDED_FOLDER = join(import.meta.dirname, 'recorded');

export async function readRecordedFailure(name: string): Promise<RecordedFailure & { evidence: Evidence }> {
  const text = await readFile(join(RECORDED_FOLDER, `${name}.json`), 'utf8');
  const recorded = JSON.parse(text) as RecordedFailure;
  const reader = createOutputReader(() => {});
  for (const [stream, line] of recorded.printed) reader.write(stream, Buffer.from(`${line}\n`));
  reader.end();
  return { ...recorded, evidence: reader.evidence() };
}
