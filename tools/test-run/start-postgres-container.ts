import { randomBytes } from 'node:crypto';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';

const IMAGE = 'postgres:18-alpine';
const READY_TIMEOUT_MS = 90_000;

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
    .withStartupTimeout(READY_TIMEOUT_MS)
    .start();
  const container = await withTimeout(starting, READY_TIMEOUT_MS, () => {
    // a slow download of the image must not hold up the tests
    throw new Error(`no container after ${READY_TIMEOUT_MS / 1000} s`);
  });
  return {
    url: `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    async stop() {
      await container.stop();
    },
  };
}
