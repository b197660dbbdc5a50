import { readFile } from 'node:fs/promises';
import { serveOnLoopback } from './network/serve-on-loopback.ts';
import { serveRange } from './serve-range.ts';

export interface NetcdfServer {
  /** `http://127.0.0.1:PORT`; a day is at `/sst/2001-01-01.nc`. */
  url: string;
  /** Paths asked for, in order. */
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

/** A data provider on loopback: one small NetCDF-4 file a day, for any day, with Range requests as fsspec needs them. */
export async function startNetcdfServer(options: NetcdfServerOptions = {}): Promise<NetcdfServer> {
  const template = await readFile(new URL('../data/sea-surface-temperature.nc', import.meta.url));
  const requests: string[] = [];
  const server = await serveOnLoopback((request, response) => {
    requests.push(request.url ?? '');
    const date = /^\/sst\/(\d{4}-\d{2}-\d{2})\.nc$/.exec(request.url ?? '')?.[1];
    const day = date === undefined ? Number.NaN : (Date.parse(date) - EPOCH) / DAY_MS;
    if (Number.isInteger(day)) serveRange(request, response, fileOfDay(template, day));
    else response.writeHead(404).end('There is no such file. Try /sst/2001-01-01.nc\n');
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
