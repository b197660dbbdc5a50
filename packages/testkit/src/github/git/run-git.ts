import { execa } from 'execa';

/** What git itself refused; `stderr` is git's own explanation. */
export class GitError extends Error {
  readonly exitCode: number | undefined;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number | undefined, stderr: string) {
    super(`git ${args[0]} failed (${exitCode ?? 'not started'}): ${stderr.trim()}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export interface GitOptions {
  input?: string | Uint8Array;
  env?: Record<string, string>;
  /** Exit codes besides 0 that are answers, not failures. */
  accept?: number[];
}

/** The environment of every git process: nothing of the machine's or the user's configuration. */
export function gitEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...extra,
  };
}

/** Runs git in a bare repository and returns its standard output; throws `GitError`. */
export async function gitBytes(gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const result = await execa('git', [`--git-dir=${gitDir}`, ...args], {
    extendEnv: false,
    env: gitEnvironment(options.env),
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
    reject: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  if (result.exitCode === 0 || options.accept?.includes(result.exitCode ?? -1)) return Buffer.from(result.stdout);
  throw new GitError(args, result.exitCode, Buffer.from(result.stderr ?? []).toString() || (result.message ?? ''));
}

/** As `gitBytes`, as text without the last newline. */
export async function gitText(gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(gitDir, args, options)).toString().replace(/\n$/, '');
}

export const ZERO_SHA = '0'.repeat(40);
