import { expect, test } from '@jest/globals';
import { TRANSCRIPTS } from '../src/transcript/transcript-page.ts';
import { expectRecorded } from './expect-recorded.ts';

test('docs/transcript.md shows what readers see today (else: node packages/demo/src/transcript/main.ts)', async () => {
  const [transcript] = TRANSCRIPTS.filter(({ file }) => file === 'transcript.md');
  if (!transcript) throw new Error('there is no transcript.md');
  await expectRecorded(transcript);
  expect.hasAssertions();
});
