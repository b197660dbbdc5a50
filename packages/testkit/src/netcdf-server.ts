import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveOnLoopback } from './network/serve-on-loopback.ts';

export interface NetcdfServer {
  /** `http://127.0.0.1:PORT`; a day is at `/sst/2001-01-01.nc`. */
  url: string;
  /** Requested paths, in order. */
  requests: readonly string[];
  stop(): Promise<void>;
}

export interface NetcdfServerOptions {
  port?: number;
  host?: string;
}

const EPOCH = Date.UTC(2001, 0, 1);
const DAY_MS = 86_400_000;
/** What make-template.py fills the time and the temperatures with. */
const TIME_FILLER = Buffer.from([0xe5, 0x1d, 0xa5, 0x5e]);
const TEMPERATURE_FILLER = Buffer.from('SSST'.repeat(72));
const LATITUDES = 6;
const LONGITUDES = 12;

/**
 * A data provider on loopback: one small NetCDF-4 file a day, for any day, with Range requests as fsspec needs them.
 */
export async function startNetcdfServer(options: NetcdfServerOptions = {}): Promise<NetcdfServer> {
  const template = await readFile(new URL('../data/sea-surface-temperature.nc', import.meta.url));
  const requests: string[] = [];
  const server = await serveOnLoopback((request, response) => {
    requests.push(request.url ?? '');
    const date = /^\/sst\/(\d{4}-\d{2}-\d{2})\.nc$/.exec(request.url ?? '')?.[1];
    const day = date === undefined ? Number.NaN : (Date.parse(date) - EPOCH) / DAY_MS;
    if (Number.isInteger(day)) serveRange(request, response, fileOfDay(template, day));
    else response.writeHead(404).end('No such file. Try /sst/2001-01-01.nc\n');
  }, options);
  return { url: server.url, requests, stop: () => server.close() };
}

/** Degrees Celsius at a grid point: warm at the equator, a little warmer each day and to the east. */
export function temperatureAt(day: number, latitude: number, longitude: number): number {
  return 28 - Math.abs(latitude - 2.5) * 8 + longitude * 0.25 + day * 0.5;
}

function fileOfDay(template: Buffer, day: number): Buffer {
  const file = Buffer.from(template);
  file.writeInt32LE(day, positionOf(file, TIME_FILLER));
  const temperatures = positionOf(file, TEMPERATURE_FILLER);
  for (let point = 0; point < LATITUDES * LONGITUDES; point += 1) {
    const value = temperatureAt(day, Math.floor(point / LONGITUDES), point % LONGITUDES);
    file.writeFloatLE(value, temperatures + point * 4);
  }
  return file;
}

function positionOf(file: Buffer, filler: Buffer): number {
  const position = file.indexOf(filler);
  if (position < 0)
    throw new Error('the NetCDF template does not hold its fillers: make it again with data/make-template.py');
  return position;
}

/** Answers GET and HEAD with the content, or one range of it (RFC 9110, section 14). */
export function serveRange(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const headers = { 'accept-ranges': 'bytes', 'content-type': 'application/x-netcdf' };
  const send = (status: number, body: Buffer, extra: Record<string, string> = {}) => {
    response.writeHead(status, { ...headers, ...extra, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return send(200, content);
  const [, first = '', last = ''] = asked;
  const start = first === '' ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? content.length - 1 : Math.min(Number(last), content.length - 1);
  if (start > end) return send(416, Buffer.alloc(0), { 'content-range': `bytes */${content.length}` });
  send(206, content.subarray(start, end + 1), { 'content-range': `bytes ${start}-${end}/${content.length}` });
}
