import { randomBytes } from 'node:crypto';

const IMAGE = 'postgres:18-alpine';
const READY_WITHIN_MS = 90_000;

/** Starts a Postgres in a container; testcontainers removes it even when this process is killed. */
export async function startPostgresContainer(): Promise<{ url: string; stop(): Promise<void> }> {
  const { GenericContainer, Wait } = await import('testcontainers'); // slow to load, and rarely needed
  const password = randomBytes(18).toString('base64url');
  const starting = new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'])
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .withStartupTimeout(READY_WITHIN_MS)
    .start();
  const container = await Promise.race([starting, rejectAfter(READY_WITHIN_MS)]);
  return {
    url: `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    async stop() {
      await container.stop();
    },
  };
}

/** A slow download of the image must not hold up the tests. */
function rejectAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no container within ${ms / 1000} s`)), ms).unref();
  });
}
