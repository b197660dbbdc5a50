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
  limits?: Partial<GitLimits>;
}

/** Whatever the repository holds: its author is a stranger, and git runs outside of the sandbox. */
export interface GitLimits {
  /** Of each file that git writes. What is fetched is one file. */
  fileBytes: number;
  /** Of each of its processes. */
  memoryBytes: number;
  /** Processor time of each of its processes. */
  cpuTimeS: number;
}

export const GIT_LIMITS: GitLimits = { fileBytes: 2 * 1024 ** 3, memoryBytes: 256 * 1024 ** 2, cpuTimeS: 120 };

export interface GitAnswer {
  ok: boolean;
  stdout: string;
  /** The most useful line of its error output. */
  complaint: string;
  /** It wanted more than it may have. */
  exceeded: keyof GitLimits | null;
  /** It could not be started, or was killed: that says nothing about the repository. */
  broke: boolean;
}

const ANSWER_BYTES = 1024 ** 2;

/**
 * Runs git without prompts, hooks, helpers or other configuration. It ends, with its transports' processes, when the
 * signal fires.
 */
export async function runGit(context: GitContext, args: readonly string[]): Promise<GitAnswer> {
  const { fileBytes, memoryBytes, cpuTimeS } = { ...GIT_LIMITS, ...context.limits };
  const argv = ['git', ...settings(context.scheme), ...args];
  const [file, ...rest] = limitCommand(argv, { fileBytes, dataBytes: memoryBytes, cpuTimeS });
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
  const exceeded = result.failed ? whatExceeded(complaints, result.signal) : null;
  const broke = result.failed && result.exitCode === undefined && !result.isMaxBuffer && exceeded === null;
  return { ok: !result.failed, stdout: result.stdout, complaint: complaint.slice(0, 300), exceeded, broke };
}

/** Git reports how its own child processes ended. */
function whatExceeded(complaints: readonly string[], signal: string | undefined): keyof GitLimits | null {
  const says = (pattern: RegExp) => complaints.some((line) => pattern.test(line));
  if (says(/File too large/)) return 'fileBytes';
  if (says(/out of memory|cannot allocate memory/i)) return 'memoryBytes';
  return signal === 'SIGXCPU' || says(/died of signal 24\b/) ? 'cpuTimeS' : null;
}

function settings(scheme: string): string[] {
  return [
    'core.hooksPath=/dev/null',
    'credential.helper=',
    'gc.auto=0',
    'maintenance.auto=false',
    // Whatever is fetched is one file, whose size has a limit.
    'fetch.unpackLimit=1',
    // Large files are streamed, and what git keeps in memory is small: its own limits before the kernel's.
    'core.bigFileThreshold=8m',
    'core.deltaBaseCacheLimit=16m',
    'core.packedGitLimit=128m',
    'pack.threads=1',
    'pack.windowMemory=32m',
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
