import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { makeTranscriptPage } from '../src/transcript/transcript-page.ts';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

test('docs/transcript.md shows what readers see today (else: node packages/demo/src/transcript/main.ts)', async () => {
  const page = await makeTranscriptPage(() => {});
  expect(page.split('\n')).toEqual(
    (await readFile(path.join(REPOSITORY_ROOT, 'docs/transcript.md'), 'utf8')).split('\n'),
  );
});
