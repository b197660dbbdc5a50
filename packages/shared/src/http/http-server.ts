import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerBrokenRequests } from './answer-broken-requests.ts';

export interface HttpServer {
  port: number;
  server: Server;
  /** Stops accepting, answers the requests in progress, then closes; after `drainMs` at the latest. */
  close(): Promise<void>;
}

export interface HttpTimeLimits {
  /** From the connection, or from the first byte after the previous answer, to the last header. */
  headersMs: number;
  /** To the last byte of the body. */
  requestMs: number;
  /** For requests in progress when the server closes. */
  drainMs: number;
  /** How often the limits above are checked. */
  checkEveryMs: number;
}

/**
 * Proxies reuse an idle connection for 90 s (Heroku) or 120 s (Caddy): closing it here before that would fail their
 * next request.
 */
const IDLE_MS = 130_000;
const LIMITS: HttpTimeLimits = { headersMs: 20_000, requestMs: 60_000, drainMs: 5_000, checkEveryMs: 5_000 };
const SWEEP_EVERY_MS = 50;

/**
 * Listens on the port (0: a free one) of every interface, or of one host. Slow clients get 408 and are disconnected.
 */
export async function startHttpServer(
  listener: RequestListener,
  port: number,
  host?: string,
  limits: Partial<HttpTimeLimits> = {},
): Promise<HttpServer> {
  const { headersMs, requestMs, drainMs, checkEveryMs } = { ...LIMITS, ...limits };
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkEveryMs,
      keepAliveTimeout: IDLE_MS,
    },
    listener,
  );
  answerBrokenRequests(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: () =>
      new Promise((resolve) => {
        // a connection that has got its last answer would stay open for seconds
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
        const limit = setTimeout(() => server.closeAllConnections(), drainMs);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(limit);
          resolve();
        });
      }),
  };
}
