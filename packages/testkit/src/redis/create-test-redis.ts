import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRedis } from '@pangeo-forge/local-servers/redis/start-redis';

export interface TestRedis {
  url: string;
  port: number;
  pid: number;
  /** Ends it and removes what it wrote. */
  stop(): Promise<void>;
}

/** A Redis process of this test's own, empty, which may be killed or paused. */
export async function createTestRedis(options: { appendonly?: boolean } = {}): Promise<TestRedis> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pangeo-forge-redis-'));
  const { url, port, pid, stop, how } = await startRedis({ dir, ...options });
  return {
    url,
    port,
    pid,
    async stop() {
      if (how !== 'docker') kill(pid); // nobody needs what it holds, and a polite end takes 0.1 s
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // the test has killed it already
  }
}
