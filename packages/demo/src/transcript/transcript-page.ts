import { rm } from 'node:fs/promises';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { type DemoStage, prepareDemoStage } from '../demo-stage.ts';
import { playFiveMistakes } from './five-mistakes.ts';
import { playMaintainersDay } from './maintainers-day.ts';
import { normalizeText } from './normalize-text.ts';
import { playOnePullRequest } from './one-pull-request.ts';

const BAKERY = 'local';
const ORIGIN = `Played by \`node packages/demo/src/transcript/main.ts\` on the loopback GitHub with the whole system and the stand-in for \`pangeo-forge-runner\`; hosts,
commits and times are made the same each time. Reactions stand below the comment that they are for: 👀 seen, 🚀 done or started, 😕 not done.`;

interface Transcript {
  /** Below docs/. */
  file: string;
  title: string;
  play(stage: DemoStage, bakeryId: string): Promise<string>;
}

export const TRANSCRIPTS: readonly Transcript[] = [
  { file: 'transcript.md', title: 'One pull request, as its readers see it', play: playOnePullRequest },
  { file: 'transcripts/five-mistakes.md', title: 'A first contribution, with five mistakes', play: playFiveMistakes },
  { file: 'transcripts/maintainers-day.md', title: 'A day of a maintainer', play: playMaintainersDay },
];

/** Plays it, and returns the page. */
export async function makeTranscriptPage(
  { title, play }: Pick<Transcript, 'title' | 'play'>,
  log: (message: string) => void,
): Promise<string> {
  const folder = temporaryDirectory();
  const stage = await prepareDemoStage({ folder, bakeryId: BAKERY, runnerExecutable: standInRunner, log });
  try {
    return `# ${title}\n\n${ORIGIN}\n\n${normalizeText(await play(stage, BAKERY), stage)}\n`;
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
