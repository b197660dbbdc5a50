import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeTranscriptPage, type TRANSCRIPTS } from '../src/transcript/transcript-page.ts';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

/** Plays the transcript, and compares it with the recorded page. */
export async function expectRecorded(transcript: (typeof TRANSCRIPTS)[number]): Promise<void> {
  const page = await makeTranscriptPage(transcript, () => {});
  const recorded = await readFile(path.join(REPOSITORY_ROOT, 'docs', transcript.file), 'utf8');
  expect(linesOf(page)).toEqual(linesOf(recorded));
}

/**
 * Two runs that end at once open their issues, and get their pages, in any order; a run waits for another one only
 * where that is still under way; another machine may round a picture differently.
 */
const linesOf = (page: string) =>
  page
    .replaceAll(/#\d+/g, '#1')
    .replaceAll(/dataset\/\d+/g, 'dataset/1')
    .replaceAll(/queued \(Waiting: [^)]*\), then /g, '')
    .replaceAll(/pictures\/[0-9a-f]{64}/g, 'pictures/HASH')
    .split('\n');
