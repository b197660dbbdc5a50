import { execa } from 'execa';
import { wrapProse } from '../reference/wrap-prose.ts';

export interface Terminal {
  /** Prose between the commands. */
  write(text: string): void;
  /** Something that holds for all commands after it: `export NAME=value`, a function. */
  set(line: string, really?: string): void;
  /**
   * Runs something in the background, and waits until it prints `until`; later output is not kept. Stop it at the end.
   */
  start(shown: string, until: RegExp): Promise<{ stop(): Promise<void> }>;
  /** Runs `shown`, or `really` if `shown` has a placeholder for a path of this machine. Fails when the command does. */
  run(shown: string, options?: RunOptions): Promise<string>;
  /** The page so far, as Markdown. */
  page(): string;
}

export interface RunOptions {
  really?: string;
  /** 0 unless given. */
  exitCode?: number;
  /** Number of output lines to keep. */
  lines?: number;
  /** Called with output as it is printed. */
  onOutput?: (text: string) => void;
}

export interface TerminalOptions {
  cwd: string;
  /** The complete environment. */
  variables: Record<string, string>;
  /** Paths of this machine, and their names on the page. */
  names: ReadonlyArray<readonly [place: string | RegExp, name: string]>;
}

/** How this machine reaches package indexes: certificates and proxies. */
export function networkVariables(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && /CERT|CA_BUNDLE|_PROXY$/i.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** A shell whose commands and output become a page. */
export function openTerminal({ cwd, variables, names }: TerminalOptions): Terminal {
  const parts: string[] = [];
  let block: string[] = [];
  let prelude = '';
  const named = (text: string) => names.reduce((all, [place, name]) => all.replaceAll(place, name), text);
  const close = () => {
    if (block.length > 0) parts.push(['```console by=tools/write-transcripts.ts', ...block, '```'].join('\n'));
    block = [];
  };
  const spawn = (command: string) =>
    execa('bash', ['-c', prelude + command], {
      cwd,
      env: variables,
      extendEnv: false,
      stdin: 'ignore',
      all: true,
      reject: false,
      detached: true, // its own process group, so that background processes can be ended like with Ctrl-C
    });
  return {
    write(text) {
      close();
      parts.push(wrapProse(text));
    },
    set(line, really = line) {
      prelude += `${really}\n`;
      block.push(`$ ${named(line)}`);
    },
    async start(shown, until) {
      block.push(`$ ${named(shown)}`);
      const child = spawn(shown.replace(/ &$/, ''));
      let output = '';
      await new Promise<void>((resolve, reject) => {
        child.all.on('data', (text: Buffer) => {
          output += text.toString();
          if (until.test(output)) resolve();
        });
        void child.then(({ exitCode }) => reject(new Error(`\`${shown}\` ended with ${exitCode}:\n${output}`)));
      });
      block.push(...named(output).trimEnd().split('\n'));
      return {
        async stop() {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
          await child;
        },
      };
    },
    async run(shown, { really = shown, exitCode: expected = 0, lines, onOutput = () => {} } = {}) {
      const child = spawn(really);
      child.all.on('data', (text: Buffer) => onOutput(text.toString()));
      const { all, exitCode } = await child;
      process.stderr.write(`$ ${shown}\n${all}\n`);
      if (exitCode !== expected) throw new Error(`\`${shown}\` ended with ${exitCode}, not ${expected}:\n${all}`);
      const output = named(all).trimEnd().split('\n');
      const kept = lines !== undefined && output.length > lines ? [...output.slice(0, lines), '…'] : output;
      block.push(`$ ${named(shown)}`, ...(kept.join('') === '' ? [] : kept));
      return all;
    },
    page() {
      close();
      return `${parts.join('\n\n')}\n`;
    },
  };
}
