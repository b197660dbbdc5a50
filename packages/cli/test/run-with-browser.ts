import { agreeInBrowser } from '../src/testing/agree-in-browser.ts';
import { type Outcome, runCommand, type RunOptions } from './run-command.ts';

/** A command line that opens a page on loopback, with a user who confirms there. */
export async function runWithBrowser(line: readonly string[], options: RunOptions): Promise<Outcome> {
  const pages: Array<Promise<void>> = [];
  const onPrinted = (text: string) => {
    const page = /^Open (http:\/\/127\.0\.0\.1:\d+\/)/m.exec(text)?.[1];
    if (page && pages.length === 0) pages.push(agreeInBrowser(page));
  };
  const outcome = await runCommand(line, { ...options, onPrinted });
  await Promise.all(pages);
  return outcome;
}
