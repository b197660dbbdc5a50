import { Command as Commander, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { commandsNamed, GROUPS, loadCommands } from './command-registry.ts';
import type { CliContext } from './context/cli-context.ts';
import { type CliWorld, createContext } from './context/create-context.ts';
import type { Command, CommandResult } from './define-command.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';

/**
 * Runs one command line to its exit code. Everything that is printed is redacted of the secrets that were read on the
 * way.
 */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let exitCode = 0;
  const commands = await loadCommands(commandsNamed(argv));
  const program = createProgram(commands, world, async (command, values, json) => {
    exitCode = await runCommand(command, values, createContext(world, json), world);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
  }
}

const INTERRUPTED: Failure = {
  message: 'Interrupted.',
  code: 'interrupted',
  exitCode: EXIT_CODES.interrupted.code,
};

type Start = (command: Command, values: Record<string, unknown>, json: boolean) => Promise<void>;

function createProgram(commands: readonly Command[], world: CliWorld, start: Start): Commander {
  const program = prepare(new Commander('pangeo-forge'), world);
  program.version(version(), '-V, --version', 'print the version');
  program.description('Write, lint, test and follow Pangeo Forge recipes; operate a deployment.');
  program.addHelpText(
    'after',
    `\nExit codes:\n${exitCodeLines()}\n\nStart a recipe of your own: pangeo-forge recipe init NAME\n`,
  );
  const groups = new Map<string, Commander>();
  for (const [path, description] of Object.entries(GROUPS)) {
    const parent = path.includes(' ') ? groups.get(parentOf(path)) : program;
    const group = parent && prepare(parent.command(wordOf(path)), world).description(description);
    if (group) groups.set(path, group);
  }
  for (const command of commands) {
    const parent = groups.get(parentOf(command.path)) ?? program;
    addCommand(prepare(parent.command(wordOf(command.path)), world), command, start);
  }
  return program;
}

function wordOf(path: string): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(' ')));
}

function addCommand(commander: Commander, command: Command, start: Start): void {
  commander.description(command.summary);
  for (const [name, description] of command.arguments ?? []) commander.argument(name, description);
  for (const [flags, description] of command.options ?? []) commander.option(flags, description);
  commander.option('--json', 'print the result as JSON');
  const more = [command.details, command.replaces && `Takes the place of ${command.replaces}.`].filter(Boolean);
  if (more.length > 0) commander.addHelpText('after', `\n${more.join('\n\n')}`);
  commander.action(async () => {
    const { json, ...options } = commander.opts<{ json?: boolean }>();
    const given = commander.registeredArguments.map((argument, index) => [
      argument.name(),
      commander.processedArgs[index] as unknown,
    ]);
    await start(command, { ...options, ...Object.fromEntries(given) }, json === true);
  });
}

function prepare(commander: Commander, world: CliWorld): Commander {
  return commander
    .exitOverride()
    .configureOutput({ writeOut: world.stdout, writeErr: world.stderr })
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError();
}

async function runCommand(
  command: Command,
  values: Record<string, unknown>,
  context: CliContext,
  world: CliWorld,
): Promise<number> {
  try {
    const result = await command.run(context, command.input.parse(values));
    const text = context.json ? JSON.stringify(result.data, null, 2) : result.text;
    if (text !== '') world.stdout(`${shown(text, result, context)}\n`);
    return result.exitCode ?? 0;
  } catch (error) {
    const { message, code, exitCode } = context.signal.aborted ? INTERRUPTED : describeFailure(error, command);
    const text = context.redactor.redact(message);
    world.stderr(context.json ? `${JSON.stringify({ error: { code, message: text } })}\n` : `${text}\n`);
    return exitCode;
  }
}

function shown(text: string, { isSecret }: CommandResult, { redactor }: CliContext): string {
  return isSecret ? text : redactor.redact(text);
}

function exitCodeLines(): string {
  return Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join('\n');
}

/** Of the package, from which the program may be one folder away: `src/` here, `dist/` where it is installed. */
function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
