import { expect, test } from '@jest/globals';
import { COMMAND_PATHS, loadCommands } from 'pangeo-forge/command-registry';
import { documents } from './document.ts';
import { shellBlocksOf } from './shell-block.ts';

const commands = await loadCommands();
const EVERYWHERE = ['--json', '--help', '--version'];

test('every `pangeo-forge …` in the documents is an existing command with existing options', () => {
  const wrong = documents().flatMap((page) => {
    const inline = page.tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'code_inline');
    const typed = shellBlocksOf(page).flatMap(({ script }) => script.replaceAll('\\\n', ' ').split('\n'));
    return [...inline.map(({ content }) => content), ...typed]
      .filter((line) => /^pangeo-forge [a-z]/.test(line))
      .flatMap((line) => problemsOf(line).map((problem) => `${page.file}: \`${line}\`: ${problem}`));
  });
  expect(wrong).toEqual([]);
});

/** `keys list|revoke` are two commands. */
function problemsOf(line: string): string[] {
  const [group = '', names = '', ...rest] = line
    .replace(/\s+#.*/, '')
    .split(/\s+/)
    .slice(1);
  return names.split('|').flatMap((name) => problemsOfOne([group, name, ...rest].filter(Boolean)));
}

function problemsOfOne(parts: readonly string[]): string[] {
  const longestFirst = COMMAND_PATHS.toSorted((a, b) => b.length - a.length);
  const path = longestFirst.find((known) => `${parts.join(' ')} `.startsWith(`${known} `));
  if (!path) {
    const isGroup = parts.length === 1 && COMMAND_PATHS.some((known) => known.startsWith(`${parts[0]} `));
    return isGroup ? [] : ['no such command'];
  }
  const options = commands.find((command) => command.path === path)?.options ?? [];
  const known = [...EVERYWHERE, ...options.flatMap(([flags]) => flags.match(/(?<![\w-])--?[a-z-]+/g) ?? [])];
  const given = parts.flatMap((part) => part.match(/^--?[a-z-]+/g) ?? []);
  return given.filter((option) => !known.includes(option)).map((option) => `no option ${option}`);
}
