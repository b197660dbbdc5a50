import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  port: number;
  server: Server;
  /** Stops accepting, answers what is in hand, then closes. */
  close(): Promise<void>;
}

const DRAIN_LIMIT_MS = 5_000;

/** Listens on the port (0: a free one) of every interface, or of one host. */
export async function startHttpServer(listener: RequestListener, port: number, host?: string): Promise<HttpServer> {
  const server = createServer(listener);
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
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
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS).unref();
      }),
  };
}
