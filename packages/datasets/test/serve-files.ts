import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoreFiles } from './fixture-stores.ts';

export interface FileServer {
  host: string;
  url: string;
  requests: string[];
  close(): Promise<void>;
}

export type Special = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Objects by path, with ranges; `HOST` in them is this server's. `special` may answer first. */
export async function serveFiles(files: StoreFiles, special: Special = () => false): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (special(request, response)) return;
    const file = files[decodeURIComponent(request.url ?? '').slice(1)];
    if (file === undefined) return void response.writeHead(404).end();
    const bytes = typeof file === 'string' ? Buffer.from(file.replaceAll('HOST', request.headers.host ?? '')) : file;
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (start === undefined) return void response.end(bytes);
    response.writeHead(206).end(bytes.subarray(Number(start), Number(end) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
