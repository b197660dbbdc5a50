import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningPostgres } from '@pangeo-forge/local-servers/postgres/start-postgres';

/** The data of tests need not survive a power cut. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export interface TestServers {
  /**
   * `GET {url}/postgres` answers the URL of a throw-away Postgres. Has a secret, since other users of this machine must
   * not use it.
   */
  url: string;
  stop(): Promise<void>;
}

/** Serves a Postgres to other processes; it is started at the first request. */
export async function startTestServers(): Promise<TestServers> {
  const secret = randomBytes(16).toString('hex');
  let postgres: Promise<RunningPostgres> | undefined;
  const server = createServer((request, response) => {
    // a connection that is kept could be closed here while a slow test process sends its next request on it
    response.setHeader('connection', 'close');
    if (request.url !== `/${secret}/postgres`) {
      response.writeHead(404).end();
      return;
    }
    postgres ??= startPostgres();
    postgres.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await (await postgres?.catch(() => undefined))?.stop();
    },
  };
}

async function startPostgres(): Promise<RunningPostgres> {
  const { startTemporaryPostgres } = await import('@pangeo-forge/local-servers/postgres/start-temporary-postgres');
  return startTemporaryPostgres({ settings: SETTINGS });
}
