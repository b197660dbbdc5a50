import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { makeTranscriptPage, TRANSCRIPTS } from './transcript-page.ts';

/** Writes all transcripts, or those whose file names hold the argument. */
const log = (message: string) => process.stderr.write(`${message}\n`);
for (const transcript of TRANSCRIPTS.filter(({ file }) => file.includes(process.argv[2] ?? ''))) {
  const file = path.join(REPOSITORY_ROOT, 'docs', transcript.file);
  await writeFile(file, await makeTranscriptPage(transcript, log));
  log(`written to ${file}`);
}
process.exit(0);
