import { afterAll, expect, test } from '@jest/globals';
import { onServer } from './on-server.ts';
import { createTestDatabase } from './test-database.ts';

const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
});

async function clone(fills: string[], templateName: string): Promise<string> {
  const database = await createTestDatabase({
    templateName,
    template: async (url) => {
      fills.push(url);
      await onServer(url, (server) => server.query('create table answer as select 42 as value'));
    },
  });
  drops.push(() => database.drop());
  return database.url;
}

test('a template is filled once, even by concurrent requests', async () => {
  const fills: string[] = [];
  const urls = await Promise.all([1, 2, 3, 4].map(() => clone(fills, `once_${process.pid}`)));

  expect(fills).toHaveLength(1);
  expect(new Set(urls).size).toBe(4);
  for (const url of urls) {
    const { rows } = await onServer(url, (server) => server.query('select value from answer'));
    expect(rows).toEqual([{ value: 42 }]);
  }
});

test('each test has its own copy', async () => {
  const [one, other] = await Promise.all([1, 2].map(() => clone([], `apart_${process.pid}`)));
  await onServer(one as string, (server) => server.query('delete from answer'));

  const { rows } = await onServer(other as string, (server) => server.query('select value from answer'));
  expect(rows).toHaveLength(1);
});

test('a template whose filling failed is created again', async () => {
  const templateName = `again_${process.pid}`;
  const failing = createTestDatabase({
    templateName,
    template: async (url) => {
      await onServer(url, (server) => server.query('create table answer (other text)'));
      throw new Error('migration failed');
    },
  });
  await expect(failing).rejects.toThrow('migration failed');

  const fills: string[] = [];
  await clone(fills, templateName);
  expect(fills).toHaveLength(1);
});

test('an empty database is empty, and is dropped even with open connections', async () => {
  const { url, drop } = await createTestDatabase();
  await onServer(url, async (server) => {
    const { rows } = await server.query("select from pg_tables where schemaname = 'public'");
    expect(rows).toEqual([]);
    await drop();
  });
  await expect(onServer(url, async () => {})).rejects.toThrow('does not exist');
});
