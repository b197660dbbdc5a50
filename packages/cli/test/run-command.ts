import { runCli } from '../src/program.ts';

export interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** One command line in this process, with nothing of this process's environment but PATH. */
export async function runCommand(
  line: readonly string[],
  { cwd = process.cwd(), variables = {} }: { cwd?: string; variables?: Record<string, string> } = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(line, {
    variables: { PATH: process.env['PATH'], ...variables },
    cwd,
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    signal: new AbortController().signal,
    ask: null,
  });
  return { exitCode, stdout, stderr };
}
