// The pages beside the API that they read, over a database as production left it: both must show the same runs.
import { api } from '@pangeo-forge/api/service';
import { migrate } from '@pangeo-forge/db/migrate';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createHttpService, type HttpService } from '@pangeo-forge/service/http-service';
import type { TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { createProductionLikeDatabase } from '@pangeo-forge/db/testing/production-like-database';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { dashboard } from '../src/processes/api.process.ts';

let testDatabase: TestDatabase;
let database: Database;
let service: HttpService;
beforeAll(async () => {
  testDatabase = await createProductionLikeDatabase();
  database = openDatabase({ url: testDatabase.url, poolSize: 4 });
  await migrate(database);
  service = createHttpService(
    { port: 0, databaseUrl: testDatabase.url, redisUrl: 'redis://127.0.0.1:9', poolSize: 4 },
    [dashboard('https://github.com'), api({ apiKey: 'a key' })],
    pino({ level: 'silent' }),
  );
  await service.start();
});
afterAll(async () => {
  await service.stop();
  await database.close();
  await testDatabase.drop();
});

async function page(path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${service.port()}/dashboard/${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
}

async function count(condition: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::integer as count from reciperun where ${condition}`,
  );
  return rows[0]?.count ?? 0;
}

test('every filter counts the runs that the database holds, and years without runs have no empty plot', async () => {
  const all = await page('recipe-runs');
  expect(all).toContain(`${(await count('true')).toLocaleString('en')} runs, newest first`);
  expect(all).toMatch(/<rect class="fill-/);
  const filters = [
    ['outcome=success', `status = 'completed' and conclusion = 'success'`],
    ['outcome=in_progress&kind=test', `status = 'in_progress' and is_test`],
    ['feedstock=pangeo-forge%2Fstaged-recipes&kind=production', 'feedstock_id = 1 and not is_test'],
    ['from=2022-06-01&to=2022-06-30', `started_at >= '2022-06-01' and started_at < '2022-07-01'`],
    ['q=sensor', `recipe_id like '%sensor%'`],
  ] as const;
  for (const [filter, condition] of filters) {
    expect(await page(`recipe-runs?${filter}`)).toContain(
      `${(await count(condition)).toLocaleString('en')} runs with these filters`,
    );
  }
});

test('the list is paged to its end', async () => {
  const [, next = ''] = /rel="next" href="\/dashboard\/([^"]+)"/.exec(await page('recipe-runs')) ?? [];
  const second = await page(next.replaceAll('&amp;', '&'));
  expect(new Set(second.match(/recipe-run\/\d+/g)).size).toBe(50);
  expect(second).toContain('Newest</a>');
});

test('every run of the original has a page', async () => {
  const { rows } = await database.pool.query<{ id: number }>('select id from reciperun where id % 37 = 0');
  for (const { id } of rows) expect(await page(`recipe-run/${id}`)).toContain(`run ${id}`);
});

test('feedstocks, datasets and bakeries are shown as the API returns them', async () => {
  expect((await page('feedstocks')).match(/class="tile"/g)?.length).toBe(29);
  expect(await page('feedstock/1')).toContain('<h1>pangeo-forge/staged-recipes</h1>');
  const [, dataset = ''] = /href="\/dashboard\/(dataset\/\d+)"/.exec(await page('datasets')) ?? [];
  expect(await page(dataset)).toContain('https://storage.example.org/bucket/');
  expect(await page('bakeries')).toContain('pangeo-ldeo-nsf-earthcube');
});
