import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A failure of git; the message has its stderr. */
export class GitError extends Error {
  readonly exitCode: number | undefined;

  constructor(args: readonly string[], exitCode: number | undefined, stderr: string) {
    super(`git ${args[0]} failed (${exitCode ?? 'not started'}): ${stderr.trim()}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
  }
}

export interface GitOptions {
  input?: string | Uint8Array;
  env?: Record<string, string>;
  /** Exit codes besides 0 that are answers, not failures. */
  accept?: number[];
}

/** The environment of every git process: without the machine's and the user's configuration. */
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

// Without a library: a bench starts git thousands of times, and this costs half of what execa does.
const run = promisify(execFile);

/** Runs git in a bare repository and returns what it printed, without the last newline; throws `GitError`. */
export async function gitText(
  git: { path: string },
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const running = run('git', [`--git-dir=${git.path}`, ...args], {
    env: gitEnvironment(options.env),
    maxBuffer: 512 * 1024 * 1024,
  });
  const { stdin } = running.child;
  // git may end before it has read everything: its exit code decides
  stdin?.on('error', () => undefined);
  stdin?.end(options.input ?? '');
  try {
    return withoutLastNewline((await running).stdout);
  } catch (error) {
    const { code, stdout, stderr, message } = error as {
      code?: unknown;
      stdout?: string;
      stderr?: string;
      message: string;
    };
    const exitCode = typeof code === 'number' ? code : undefined;
    if (exitCode !== undefined && options.accept?.includes(exitCode)) return withoutLastNewline(stdout ?? '');
    throw new GitError(args, exitCode, stderr || message);
  }
}

const withoutLastNewline = (text: string): string => text.replace(/\n$/, '');

export const ZERO_SHA = '0'.repeat(40);
