import type { Document } from './document.ts';

/** A block of commands (` ```console `), and which test runs it: the text after `console`. */
export interface ShellBlock {
  /** `docs/page.md:12`, its first line. */
  place: string;
  /**
   * `here`: `commands.test.ts` runs it. `long`: `commands.long.test.ts` does. `outside`: it needs programs, accounts or
   * servers that no test has. `by=FILE`: that test does the same.
   */
  shownBy: string;
  /** Only the commands, without their output. */
  script: string;
}

export function shellBlocksOf({ file, tokens }: Document): ShellBlock[] {
  return tokens
    .filter(({ type, info }) => type === 'fence' && /^(console|sh|bash|shell)\b/.test(info))
    .map(({ content, info, map }) => ({
      place: `${file}:${(map?.[0] ?? 0) + 1}`,
      shownBy: info.split(' ')[1] ?? 'here',
      script: typedIn(content),
    }));
}

function typedIn(content: string): string {
  const lines = content.split('\n');
  const typed = lines.filter((line, index) => line.startsWith('$ ') || lines[index - 1]?.endsWith('\\'));
  return typed.map((line) => line.replace(/^\$ /, '')).join('\n');
}
