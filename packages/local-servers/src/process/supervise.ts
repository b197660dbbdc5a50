import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { until } from './until.ts';

// The shell becomes the server (`exec`), so pid and exit status are the server's. Before that it forks a watcher that
// reads a pipe whose other end only the parent holds. A line means that the server has ended; end of file means that
// the parent died, even by SIGKILL, and the watcher stops the server. It is forked twice so that the server has no
// unknown child; CONT wakes a server that was paused.
const SERVER_WITH_WATCHER = `
exec 3<&0 </dev/null
( ( read -r line <&3 || { kill -s "$0" $$; kill -s CONT $$; } ) >/dev/null 2>&1 & )
exec 3<&-
exec "$@"`;

// None of our variables: the server must not see our secrets, and PGDATA and others would change what it does.
const SERVER_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };

export interface SuperviseOptions {
  cwd: string;
  /** Receives the server's stdout and stderr; truncated first. */
  logFile: string;
  /** Signal for a clean stop. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** Signal when the server has not stopped after `stopTimeoutMs`. */
  forceSignal: 'SIGQUIT' | 'SIGKILL';
  stopTimeoutMs?: number;
  uid?: number;
  gid?: number;
}

export interface SupervisedServer {
  pid: number;
  /** True once the process has ended. */
  hasExited(): boolean;
  /** Resolves when the process has ended; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a server that never outlives this process, even when this is killed with SIGKILL. The server has its own
 * session, so that Ctrl-C reaches only us and we can stop its clients first; it does not keep the event loop alive.
 *
 * On Windows there is no watcher: a server whose parent was killed is found through its record at the next start.
 */
export function supervise(command: string, args: readonly string[], options: SuperviseOptions): SupervisedServer {
  const child = spawnServer(command, args, options);
  let exited = child.pid === undefined;
  child.once('error', () => {
    exited = true;
  });
  child.once('exit', () => {
    exited = true;
    child.stdin?.end('\n');
  });
  child.stdin?.on('error', () => {}); // the watcher may end before it reads its last line
  child.unref();
  (child.stdin as unknown as { unref?(): void } | null)?.unref?.();

  return {
    pid: child.pid ?? -1,
    hasExited: () => exited,
    async stop() {
      if (exited) return;
      child.kill(options.stopSignal);
      if (await until(() => exited, options.stopTimeoutMs ?? 30_000)) return;
      child.kill(options.forceSignal);
      if (!(await until(() => exited))) throw new Error(`${command} (pid ${child.pid}) cannot be stopped`);
    },
  };
}

function spawnServer(command: string, args: readonly string[], options: SuperviseOptions): ChildProcess {
  const log = openSync(options.logFile, 'w');
  const watched = process.platform !== 'win32';
  try {
    return spawn(
      watched ? '/bin/sh' : command,
      watched ? ['-c', SERVER_WITH_WATCHER, options.stopSignal.slice(3), command, ...args] : args,
      {
        cwd: options.cwd,
        detached: watched,
        stdio: ['pipe', log, log],
        env: SERVER_ENVIRONMENT,
        ...(options.uid !== undefined && { uid: options.uid }),
        ...(options.gid !== undefined && { gid: options.gid }),
      },
    );
  } finally {
    closeSync(log);
  }
}
