import { execa } from 'execa';
import { limitCommand } from '../sandbox/limit-command.ts';

export interface GitContext {
  /** An existing directory that is ours: git's HOME. */
  folder: string;
  /** The only transport that is allowed: `https`, `http` or `file`. */
  scheme: string;
  /** PATH, and what git needs to reach the network (proxies, certificates). Nothing else is inherited. */
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Of each file that git writes. */
  fileBytes?: number;
}

export interface GitAnswer {
  ok: boolean;
  stdout: string;
  /** The most useful line of its error output. */
  complaint: string;
  /** It wanted to write a larger file than it may. */
  tooLarge: boolean;
  /** It could not be started, or was killed: that says nothing about the repository. */
  broke: boolean;
}

const LARGEST_FILE_BYTES = 2 * 1024 ** 3;
const ANSWER_BYTES = 1024 ** 2;

/**
 * Runs git without prompts, hooks, helpers or other configuration. It ends, with its transports' processes, when the
 * signal fires.
 */
export async function runGit(context: GitContext, args: readonly string[]): Promise<GitAnswer> {
  const [file, ...rest] = limitCommand(['git', ...settings(context.scheme), ...args], {
    fileBytes: context.fileBytes ?? LARGEST_FILE_BYTES,
  });
  const running = execa(file, rest, {
    cwd: context.folder,
    env: gitEnvironment(context),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    detached: true,
    cleanup: false,
    maxBuffer: ANSWER_BYTES,
  });
  const killGroup = () => {
    try {
      if (running.pid) process.kill(-running.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  if (context.signal.aborted) killGroup();
  context.signal.addEventListener('abort', killGroup, { once: true });
  const result = await running;
  context.signal.removeEventListener('abort', killGroup);
  const complaints = (result.stderr || result.shortMessage || '').trim().split('\n');
  const complaint = complaints.find((line) => line.startsWith('fatal: ')) ?? complaints.at(-1) ?? '';
  const tooLarge = complaints.some((line) => /File too large/.test(line));
  const broke = result.failed && result.exitCode === undefined && !result.isMaxBuffer;
  return { ok: !result.failed, stdout: result.stdout, complaint: complaint.slice(0, 300), tooLarge, broke };
}

function settings(scheme: string): string[] {
  return [
    'core.hooksPath=/dev/null',
    'credential.helper=',
    'gc.auto=0',
    'maintenance.auto=false',
    // Whatever is fetched is one file, whose size has a limit.
    'fetch.unpackLimit=1',
    'protocol.allow=never',
    `protocol.${scheme}.allow=always`,
    // A server that stops sending ends the fetch before the run's time is over.
    'http.lowSpeedLimit=100',
    'http.lowSpeedTime=30',
  ].flatMap((setting) => ['-c', setting]);
}

function gitEnvironment({ environment, folder, scheme }: GitContext): Record<string, string> {
  return {
    ...environment,
    HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_ALLOW_PROTOCOL: scheme,
  };
}
