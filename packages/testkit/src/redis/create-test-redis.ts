import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
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
  /** It serves reads from now on and refuses writes, and keeps its connections: as a primary after a failover. */
  demote(): Promise<void>;
  /** Takes writes again. */
  promote(): Promise<void>;
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
    demote: () => redisLines(server.url, ['REPLICAOF 127.0.0.1 1']), // where no primary answers
    promote: () => redisLines(server.url, ['REPLICAOF NO ONE']),
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Sends commands, one a line, each of which must be answered by `+OK`. */
export async function redisLines(url: string, lines: readonly string[]): Promise<void> {
  const { hostname, port, password } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    for (const line of [`AUTH ${decodeURIComponent(password)}`, ...lines]) {
      socket.write(`${line}\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      if (!answer.toString().startsWith('+OK')) throw new Error(`Redis answered ${answer} to ${line}`);
    }
  } finally {
    socket.destroy();
  }
}

function sendSigkill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // already gone
  }
}
