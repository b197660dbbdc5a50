import { expect, test } from '@jest/globals';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestDatabase } from '@pangeo-forge/db/testing/test-database';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { pino } from 'pino';
import { api } from './service.ts';

const logger = pino({ level: 'silent' });
/** Nobody listens there: the API reads without Redis. */
const redisUrl = 'redis://127.0.0.1:9';

const startApi = (databaseUrl: string) =>
  createHttpService({ port: 0, databaseUrl, redisUrl, poolSize: 2 }, [api({ apiKey: 'key' })], logger);

test('the API starts alone, is ready, and stops, also while Redis is unavailable', async () => {
  const database = await createMigratedDatabase();
  const service = startApi(database.url);
  await service.start();
  const url = `http://127.0.0.1:${service.port()}`;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${url}/recipe_runs`)).json()).toEqual([]);
  const made = await fetch(`${url}/feedstocks/`, {
    method: 'POST',
    headers: { 'x-api-key': 'key', 'content-type': 'application/json' },
    body: '{"spec":"a/b-feedstock"}',
  });
  expect(made.status).toBe(200);
  await service.stop();
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  await database.drop();
});

test('it refuses a database that is behind, and says what to do', async () => {
  const database = await createTestDatabase();
  const service = startApi(database.url);
  await expect(service.start()).rejects.toThrow('pnpm migrate');
  await service.stop();
  await database.drop();
});

test('a forged X-Forwarded-For does not reset the limit of wrong keys', async () => {
  const database = await createMigratedDatabase();
  const service = startApi(database.url);
  await service.start();
  const statuses: number[] = [];
  for (let index = 0; index < 25; index++) {
    const headers = { 'x-api-key': `wrong ${index}`, 'x-forwarded-for': `203.0.113.${index}` };
    statuses.push((await fetch(`http://127.0.0.1:${service.port()}/api_keys/`, { headers })).status);
  }
  expect(statuses.at(-1)).toBe(429);
  await service.stop();
  await database.drop();
});
