// Lets any test of this package ask for a Postgres; the first that asks has it started, and a package without such tests pays
// nothing. It must be a child of Jest's main process: the workers come and go.
import { startTestServers } from './test-servers.js';

export default async function globalSetup() {
  if (process.env.TEST_DATABASE_URL || process.env.PANGEO_FORGE_TEST_SERVERS) return;
  const servers = await startTestServers();
  process.env.PANGEO_FORGE_TEST_SERVERS = servers.url;
  globalThis.pangeoForgeTestServers = servers;
}
