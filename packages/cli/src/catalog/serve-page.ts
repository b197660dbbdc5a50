import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves one page on loopback until it is interrupted. */
export async function servePage(
  html: string,
  { port, signal, onReady }: { port: number; signal: AbortSignal; onReady: (url: string) => void },
): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url !== '/') return response.writeHead(404).end('Not here.');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return response.end(html);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}
