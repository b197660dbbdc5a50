import { rm } from 'node:fs/promises';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { prepareDemoStage } from '../demo-stage.ts';
import { playTranscript } from './play-transcript.ts';
import { normalizeText } from './normalize-text.ts';

const BAKERY = 'local';
const HEAD = `# One pull request, as its readers see it

Played by \`node packages/demo/src/transcript/main.ts\` on the loopback GitHub with the whole system and the stand-in for \`pangeo-forge-runner\`; hosts,
commits and times are made the same each time. Reactions stand below the comment that they are for: 👀 seen, 🚀 done or started, 😕 not done.`;

/** Plays it, and returns the page. */
export async function makeTranscriptPage(log: (message: string) => void): Promise<string> {
  const folder = temporaryDirectory();
  const stage = await prepareDemoStage({ folder, bakeryId: BAKERY, runnerExecutable: standInRunner, log });
  try {
    return `${HEAD}\n\n${normalizeText(await playTranscript(stage, BAKERY), stage)}\n`;
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
