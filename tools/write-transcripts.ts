// Runs the commands of docs/transcripts/ and writes their output: `node tools/write-transcripts.ts
// [contributor|operator]`. Takes some minutes.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contributorTranscript } from './transcripts/contributor.ts';
import { operatorTranscript } from './transcripts/operator.ts';

const TRANSCRIPTS = { contributor: contributorTranscript, operator: operatorTranscript };
const folder = path.join(import.meta.dirname, '..', 'docs', 'transcripts');
await mkdir(folder, { recursive: true });
for (const [name, write] of Object.entries(TRANSCRIPTS)) {
  if (process.argv[2] === undefined || process.argv[2] === name)
    await writeFile(path.join(folder, `${name}.md`), await write());
}
