import { answeringDockerSocket } from '@pangeo-forge/local-servers/docker/answering-docker-socket';
import { startTestServers } from '../jest/test-servers.ts';
import { startPostgresContainer } from './start-postgres-container.ts';

export interface SharedTestServers {
  /** Has the address of the Postgres. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * One Postgres for the tests of all packages: the one given, else a container where Docker answers, else the embedded
 * one.
 */
export async function sharedTestServers(): Promise<SharedTestServers> {
  if (process.env['TEST_DATABASE_URL']) return { env: {}, stop: async () => {} };
  if (await answeringDockerSocket()) {
    try {
      const { url, stop } = await startPostgresContainer();
      return { env: { TEST_DATABASE_URL: url }, stop };
    } catch (error) {
      console.log(`Docker answers, but gives no Postgres (${(error as Error).message}): the embedded one is used`);
    }
  }
  const servers = await startTestServers();
  return { env: { PANGEO_FORGE_TEST_SERVERS: servers.url }, stop: servers.stop };
}
