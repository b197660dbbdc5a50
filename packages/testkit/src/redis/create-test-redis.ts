import { rmSync } from 'node:fs';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { startRedis } from '@pangeo-forge/local-servers/redis/start-redis';

export interface TestRedis {
  url: string;
  /** The pid of the present server, for tests that pause it. */
  pid(): number;
  /** SIGKILL. The data is lost unless it is `appendonly`. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, at the same URL. */
  start(): Promise<void>;
  /** Ends it and removes what it wrote. */
  stop(): Promise<void>;
}

/** An empty Redis process for one test, which may be killed, paused and restarted. */
export async function createTestRedis(options: { appendonly?: boolean } = {}): Promise<TestRedis> {
  const dir = temporaryDirectory();
  let server = await startRedis({ dir, ...options });
  const kill = async () => {
    if (server.how !== 'docker') sendSigkill(server.pid); // also faster: a clean stop takes 0.1 s
    await server.stop();
  };
  return {
    url: server.url,
    pid: () => server.pid,
    kill,
    async start() {
      server = await startRedis({ dir, port: server.port, ...options });
    },
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function sendSigkill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // already gone
  }
}
