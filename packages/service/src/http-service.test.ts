import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import type { TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { pino } from 'pino';
import { createHttpService, type HttpMount, type HttpService } from './http-service.ts';

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await createMigratedDatabase();
});

afterEach(() => service.stop());
afterAll(() => database.drop());

/** Answers with the address that it takes its client for; `/asked-by-itself` asks it as the pages ask the API. */
const whoAmI: HttpMount = {
  name: 'who-am-i',
  mount(app, { port, onBehalfOf }) {
    app.get('/', (request, response) => void response.send(request.ip));
    app.get('/asked-by-itself', async (request, response) => {
      const headers = onBehalfOf(request.ip ?? '');
      response.send(await (await fetch(`http://127.0.0.1:${port()}/`, { headers })).text());
    });
  },
};

async function serve(proxies?: number): Promise<string> {
  const servers = { databaseUrl: database.url, redisUrl: 'redis://127.0.0.1:9', poolSize: 1 };
  const setting = proxies === undefined ? {} : { proxies };
  const config = { ...servers, ...setting, port: 0, host: '127.0.0.1' };
  service = createHttpService(config, [whoAmI], pino({ level: 'silent' }));
  await service.start();
  return `http://127.0.0.1:${service.port()}`;
}

const addressAt = async (url: string, headers: Record<string, string>) => (await fetch(url, { headers })).text();

test.each([
  ['no proxy: nobody chooses an address', undefined, '203.0.113.7', '127.0.0.1'],
  ['one proxy: its client', 1, '203.0.113.7', '203.0.113.7'],
  ['one proxy: not the address that its client made up', 1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['two proxies: the client of the first', 2, '198.51.100.1, 203.0.113.7, 192.0.2.1', '203.0.113.7'],
])('%s', async (_what, proxies, forwarded, address) => {
  const url = await serve(proxies);
  expect(await addressAt(url, { 'x-forwarded-for': forwarded })).toBe(address);
});

test.each([0, 1, 2])('with %d proxies, what a service asks of itself counts for its client', async (proxies) => {
  const url = await serve(proxies);
  const headers = { 'x-forwarded-for': '203.0.113.7, 203.0.113.8' };
  expect(await addressAt(`${url}/asked-by-itself`, headers)).toBe(await addressAt(url, headers));
});

test('nobody else can send a request on behalf of an address', async () => {
  const url = await serve();
  for (const header of ['203.0.113.7', ' 203.0.113.7', `${'0'.repeat(36)} 203.0.113.7`])
    expect(await addressAt(url, { 'x-pangeo-forge-on-behalf-of': header })).toBe('127.0.0.1');
});

test('every answer may be read by any site, errors too', async () => {
  const url = await serve();
  for (const path of ['/', '/nothing-here'])
    expect((await fetch(`${url}${path}`)).headers.get('access-control-allow-origin')).toBe('*');
});
