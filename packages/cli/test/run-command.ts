import { runCli } from '../src/program.ts';

export interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  variables?: Record<string, string>;
  signal?: AbortSignal;
  /** The person at the terminal; nobody unless given. */
  ask?: (question: string) => Promise<string>;
  /** Sees what is printed when it is printed. */
  onPrinted?: (text: string) => void;
}

/** One command line in this process, with nothing of this process's environment but PATH. */
export async function runCommand(
  line: readonly string[],
  {
    cwd = process.cwd(),
    variables = {},
    signal = new AbortController().signal,
    ask,
    onPrinted = () => {},
  }: RunOptions = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(line, {
    variables: { PATH: process.env['PATH'], ...variables },
    cwd,
    stdout(text) {
      stdout += text;
      onPrinted(text);
    },
    stderr(text) {
      stderr += text;
      onPrinted(text);
    },
    signal,
    terminal: null,
    ask: ask ?? null,
  });
  return { exitCode, stdout, stderr };
}
