import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { makeTranscriptPage } from './transcript-page.ts';

const file = path.join(REPOSITORY_ROOT, 'docs', 'transcript.md');
await writeFile(file, await makeTranscriptPage((message) => process.stderr.write(`${message}\n`)));
process.stderr.write(`written to ${file}\n`);
process.exit(0);
