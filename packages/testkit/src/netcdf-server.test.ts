import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NetcdfServer, startNetcdfServer, temperatureAt } from './netcdf-server.ts';

let server: NetcdfServer;
beforeAll(async () => {
  server = await startNetcdfServer();
});
afterAll(() => server.stop());

const get = (path: string, range?: string) => fetch(`${server.url}${path}`, range ? { headers: { range } } : {});

describe('the data provider on loopback', () => {
  test('serves one NetCDF-4 file a day, each with its own values', async () => {
    const first = Buffer.from(await (await get('/sst/2001-01-01.nc')).arrayBuffer());
    const third = Buffer.from(await (await get('/sst/2001-01-03.nc')).arrayBuffer());
    expect(first.subarray(1, 4).toString()).toBe('HDF');
    expect(third).toHaveLength(first.length);
    const equator = Buffer.alloc(4);
    equator.writeFloatLE(temperatureAt(2, 2, 0));
    expect(third.includes(equator)).toBe(true);
    expect(first.equals(third)).toBe(false);
  });

  test('answers range requests as fsspec sends them', async () => {
    const content = Buffer.from(await (await get('/sst/2001-01-01.nc')).arrayBuffer());
    const part = await get('/sst/2001-01-01.nc', 'bytes=8-15');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 8-15/${content.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(8, 16));
    const tail = await get('/sst/2001-01-01.nc', 'bytes=-4');
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(content.subarray(-4));
    const open = await get('/sst/2001-01-01.nc', `bytes=${content.length - 2}-`);
    expect(Buffer.from(await open.arrayBuffer())).toHaveLength(2);
    expect((await get('/sst/2001-01-01.nc', `bytes=${content.length}-`)).status).toBe(416);
  });

  test('HEAD answers the size without the content', async () => {
    const head = await fetch(`${server.url}/sst/2001-01-01.nc`, { method: 'HEAD' });
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(8_000);
    expect(head.headers.get('accept-ranges')).toBe('bytes');
  });

  test('answers 404 for other files, with an example of one that exists', async () => {
    const answer = await get('/sst/yesterday.nc');
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('/sst/2001-01-01.nc')]);
  });
});
