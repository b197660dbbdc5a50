// The Postgres must be a child of Jest's main process: workers come and go.
import { startTestServers } from './test-servers.ts';

export default async function globalSetup() {
  if (process.env.TEST_DATABASE_URL || process.env.PANGEO_FORGE_TEST_SERVERS) return;
  const servers = await startTestServers();
  process.env.PANGEO_FORGE_TEST_SERVERS = servers.url;
  globalThis.pangeoForgeTestServers = servers;
}
