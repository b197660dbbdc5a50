import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { StoreFiles } from './fixture-stores.ts';

export interface FileServer {
  host: string;
  url: string;
  requests: string[];
  close(): Promise<void>;
}

/** The files below a folder, with ranges; folders are not listed. */
export function serveFolder(folder: string): Promise<FileServer> {
  return serveFiles({}, (request, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(request.url ?? '')));
    const bytes = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : null;
    if (!bytes) return false;
    const [, start = '', end = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (start === '' && end === '') {
      response.end(bytes);
      return true;
    }
    const from = start === '' ? bytes.length - Number(end) : Number(start);
    const to = start === '' || end === '' ? bytes.length : Number(end) + 1;
    response.writeHead(206, { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` });
    response.end(bytes.subarray(from, to));
    return true;
  });
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
