import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { until } from './until.ts';

// The shell becomes the server (`exec`), so that its pid and exit status are the server's own. Before that it leaves a
// watcher behind that reads the pipe whose other end only the parent holds. A line means that the server is gone already;
// end of file means that the parent died, SIGKILL included, and then the server is told to stop. The watcher is forked twice
// so that the server does not find a child it knows nothing of, and CONT is for a server that somebody has paused.
const SERVER_WITH_WATCHER = `
exec 3<&0 </dev/null
( ( read -r line <&3 || { kill -s "$0" $$; kill -s CONT $$; } ) >/dev/null 2>&1 & )
exec 3<&-
exec "$@"`;

// Nothing of ours: our secrets are none of the server's business, and PGDATA and its like would change what it does.
const SERVER_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };

export interface SuperviseOptions {
  cwd: string;
  /** Takes the server's stdout and stderr; emptied first. */
  logFile: string;
  /** Asks the server to stop, at once and cleanly. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** Ends the server when it has not stopped within `stopTimeoutMs`. */
  forceSignal: 'SIGQUIT' | 'SIGKILL';
  stopTimeoutMs?: number;
  uid?: number;
  gid?: number;
}

export interface SupervisedServer {
  pid: number;
  /** True once the process has ended, for whatever reason. */
  hasExited(): boolean;
  /** Resolves when the process is gone; harmless when it is gone already. */
  stop(): Promise<void>;
}

/**
 * Starts a server that never outlives this process, even when this process is killed with SIGKILL. It has a session of its
 * own, so that Ctrl-C reaches only us and we stop what uses the server before the server; it does not keep the event loop alive.
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
  child.stdin?.on('error', () => {}); // the watcher may be gone before the line that dismisses it
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
