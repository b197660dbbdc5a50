import { readdirSync, readFileSync } from 'node:fs';
import { type RunningPostgres, startPostgres } from '@pangeo-forge/local-servers/postgres/start-postgres';

/** A Postgres whose every commit is durable, to be ended as a power cut does. */
export interface MortalPostgres {
  url: string;
  port: number;
  /** SIGKILL to all its processes, and started again. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startMortalPostgres(dataDir: string): Promise<MortalPostgres> {
  let server: RunningPostgres = await startPostgres({ dataDir, settings: { fsync: 'on' } });
  return {
    url: server.url,
    port: server.port,
    async killAndRestart() {
      for (const pid of [server.pid, ...childrenOf(server.pid)]) killIfAlive(pid);
      await server.stop();
      server = await startPostgres({ dataDir, port: server.port, settings: { fsync: 'on' } });
    },
    stop: () => server.stop(),
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null; // it has just ended
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}
