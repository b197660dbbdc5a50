// Answers GET /postgres with the URL of a throw-away Postgres, which it starts when it is asked for the first time.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** What the tests write need not survive a power cut. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export async function startTestServers() {
  const secret = randomBytes(16).toString('hex');
  let postgres;
  const server = createServer((request, response) => {
    if (request.url !== `/${secret}/postgres`) return response.writeHead(404).end();
    postgres ??= startPostgres();
    postgres.then(
      ({ url }) => response.end(url),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/${secret}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await (await postgres?.catch(() => undefined))?.stop();
    },
  };
}

async function startPostgres() {
  const { startTemporaryPostgres } = await import(
    '../../packages/local-servers/src/postgres/start-temporary-postgres.ts'
  );
  return startTemporaryPostgres({ settings: SETTINGS });
}
