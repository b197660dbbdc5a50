import type { Command } from './define-command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { GROUPS } from './command-registry.ts';

/** Every command with its arguments and options, as Markdown for the documentation. */
export function commandReference(commands: readonly Command[]): string {
  const names = Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return [
    '# Command line',
    '',
    'Generated from the commands by `node tools/write-command-reference.ts`. Every command takes `--json`, which prints one',
    'JSON value, and `--help`, which prints what this page says.',
    '',
    ...commands.flatMap((command, index) => [...groupHeading(command, commands[index - 1]), ...section(command)]),
    '## Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...names,
    '',
  ].join('\n');
}

function groupHeading(command: Command, before: Command | undefined): string[] {
  const group = groupOf(command);
  if (group === (before ? groupOf(before) : undefined)) return [];
  return [`## ${group}${GROUPS[group] ? `: ${GROUPS[group]}` : ''}`, ''];
}

function groupOf({ path }: Command): string {
  return path.split(' ')[0] ?? path;
}

function section({ path, summary, details, replaces, arguments: args = [], options = [] }: Command): string[] {
  const usage = ['pangeo-forge', path, ...args.map(([name]) => name)].join(' ');
  const rows = [...args, ...options].map(([name, what]) => `| \`${cell(name)}\` | ${cell(what)} |`);
  return [
    `### \`${usage}\``,
    '',
    summary,
    '',
    ...(details ? ['```text', details, '```', ''] : []),
    ...(rows.length > 0 ? ['| | |', '| --- | --- |', ...rows, ''] : []),
    ...(replaces ? [`Takes the place of ${replaces}.`, ''] : []),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
