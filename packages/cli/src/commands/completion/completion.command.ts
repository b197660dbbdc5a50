import { z } from 'zod';
import { COMMAND_PATHS, loadCommands } from '../../command-registry.ts';
import { type Command, defineCommand } from '../../define-command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completionCommand = defineCommand({
  path: 'completion',
  summary: 'Print what makes a shell complete commands and options.',
  details: `Add one of these to the start-up file of your shell:
  eval "$(pangeo-forge completion bash)"        ~/.bashrc
  eval "$(pangeo-forge completion zsh)"         ~/.zshrc, after compinit
  pangeo-forge completion fish | source         ~/.config/fish/config.fish`,
  arguments: [['<shell>', SHELLS.join(', ')]],
  input: z.object({ shell: z.enum(SHELLS, `must be one of ${SHELLS.join(', ')}`) }),
  async run(_context, { shell }) {
    const offers = offersOf(await loadCommands());
    const script = shell === 'fish' ? fishScript(offers) : bashScript(offers, shell);
    return { data: { shell, script }, text: script };
  },
});

interface Offer {
  /** Words after the program’s name. */
  path: string;
  words: string[];
  isGroup: boolean;
}

/** What may follow each group, and the options of each command. */
function offersOf(commands: readonly Command[]): Offer[] {
  const groups = new Map<string, Set<string>>();
  for (const path of COMMAND_PATHS) {
    const words = path.split(' ');
    for (const [index, word] of words.entries()) {
      const group = words.slice(0, index).join(' ');
      groups.set(group, (groups.get(group) ?? new Set()).add(word));
    }
  }
  return [
    ...Array.from(groups, ([path, words]) => ({ path, words: [...words], isGroup: true })),
    ...commands.map(({ path, options = [] }) => ({
      path,
      words: [...options.flatMap(([flags]) => flags.match(/--[a-z-]+/g) ?? []), '--json', '--help'],
      isGroup: false,
    })),
  ];
}

/** In zsh through its `bashcompinit`. Where nothing matches, both complete files. */
function bashScript(offers: readonly Offer[], shell: 'bash' | 'zsh'): string {
  const cases = offers.map(({ path, words }) => `    '${path}') offers='${words.join(' ')}' ;;`);
  return [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_pangeo_forge_offers() {',
    '  case "$1" in',
    ...cases,
    '    *) return 1 ;;',
    '  esac',
    '}',
    '_pangeo_forge() {',
    ...(shell === 'zsh' ? ['  emulate -L ksh'] : []),
    `  local offers='' at='' word`,
    '  for word in "${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do',
    '    if _pangeo_forge_offers "${at:+$at }$word"; then at="${at:+$at }$word"; fi',
    '  done',
    '  _pangeo_forge_offers "$at"',
    '  COMPREPLY=($(compgen -W "$offers" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _pangeo_forge pangeo-forge',
  ].join('\n');
}

function fishScript(offers: readonly Offer[]): string {
  const lines = offers.flatMap(({ path, words, isGroup }) => {
    const when = `-n "__pangeo_forge_at '${path}' ${isGroup ? 'group' : 'command'}"`;
    if (isGroup) return [`complete -c pangeo-forge -f ${when} -a '${words.join(' ')}'`];
    return words.map((word) => `complete -c pangeo-forge ${when} -l ${word.slice(2)}`);
  });
  return [
    'function __pangeo_forge_at',
    '  set -l words (commandline -opc)',
    `  set -l given (string join ' ' -- $words[2..-1])`,
    '  test "$given" = "$argv[1]"; and return 0',
    '  test "$argv[2]" = command; and string match -q -- "$argv[1] *" "$given"',
    'end',
    ...lines,
  ].join('\n');
}
