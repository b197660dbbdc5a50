import { expect, test } from '@jest/globals';
import { TRANSCRIPTS } from '../src/transcript/transcript-page.ts';
import { expectRecorded } from './expect-recorded.ts';

const days = TRANSCRIPTS.filter(({ file }) => file !== 'transcript.md');

test.each(days.map((transcript) => [transcript.file, transcript] as const))(
  'docs/%s shows what readers see today (else: node packages/demo/src/transcript/main.ts)',
  async (_file, transcript) => {
    await expectRecorded(transcript);
    expect.hasAssertions();
  },
);
