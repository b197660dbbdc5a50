import { COMMAND_PATHS } from './command-registry.ts';

/** Paths of the commands that a command line may be about: the one that it names, else those of its group, else those without a group. */
export function commandsNamed(argv: readonly string[]): string[] {
  const firstOption = argv.findIndex((word) => word.startsWith('-'));
  const given = firstOption < 0 ? argv : argv.slice(0, firstOption);
  const words = given[0] === 'help' ? given.slice(1) : given;
  const named = COMMAND_PATHS.filter((path) => path === words.slice(0, path.split(' ').length).join(' '));
  if (named.length > 0) return named;
  const ofGroup = COMMAND_PATHS.filter((path) => path.startsWith(`${words[0]} `));
  return ofGroup.length > 0 ? ofGroup : COMMAND_PATHS.filter((path) => !path.includes(' '));
}
