import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { makeTranscriptPage, TRANSCRIPTS } from '../src/transcript/transcript-page.ts';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

test.each(TRANSCRIPTS.map((transcript) => [transcript.file, transcript] as const))(
  'docs/%s shows what readers see today (else: node packages/demo/src/transcript/main.ts)',
  async (file, transcript) => {
    const page = await makeTranscriptPage(transcript, () => {});
    const recorded = await readFile(path.join(REPOSITORY_ROOT, 'docs', file), 'utf8');
    expect(linesOf(page)).toEqual(linesOf(recorded));
  },
);

/**
 * Two runs that end at once open their issues, and get their pages, in any order; another machine may round a picture
 * differently.
 */
const linesOf = (page: string) =>
  page
    .replaceAll(/#\d+/g, '#1')
    .replaceAll(/dataset\/\d+/g, 'dataset/1')
    .replaceAll(/pictures\/[0-9a-f]{64}/g, 'pictures/HASH')
    .split('\n');
