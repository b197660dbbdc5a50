import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiClient } from '../../test/api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startRun } from '../../test/running-run.ts';

const SECRET = 'correct horse battery staple';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi({ secretValues: [SECRET] });
});
afterAll(() => served.stop());

const run = (key: string) => startRun(served.api.database, key);
const log = async (id: number, query = '') =>
  (await served.anyone.get(`/recipe_runs/${id}/logs?source=runner${query}`)).text;

describe('who may read', () => {
  test('the runner’s output is public; without a source, or of a bakery’s source, it needs a key', async () => {
    const { id } = await run('who-may-read');
    const status = async (path: string, client = served.anyone) =>
      (await client.get(`/recipe_runs/${id}/${path}`)).status;
    expect(await status('logs?source=runner')).toBe(200);
    expect(await status('logs')).toBe(403);
    expect(await status('logs?source=')).toBe(403);
    expect(await status('logs?source=runner&source=worker')).toBe(403);
    expect(await status('logs?source=worker')).toBe(403);
    expect(await status('logs?source=nonsense')).toBe(403);
    expect(await status('logs', apiClient(served.api.url, 'wrong'))).toBe(401);
    expect(await status('logs', served.admin)).toBe(200);
    expect(await status('logs?source=nonsense', served.admin)).toBe(422);
    expect(await status('logs/trace')).toBe(200);
  });

  test('runs that do not exist are 404, with the key', async () => {
    for (const path of [
      '/recipe_runs/999999/logs',
      '/recipe_runs/999999/logs/trace',
      '/feedstocks/a/b/abcdef0/x/logs',
    ]) {
      const { status, body } = await served.admin.get(path);
      expect([status, body]).toEqual([404, { detail: 'recipe_run not found' }]);
    }
  });
});

describe('a complete log', () => {
  test('is read as text, as JSON lines, from a severity, from a time, or its last lines', async () => {
    const one = await run('formats');
    await one.print('first\nsecond');
    await one.print('careful', 'WARNING');
    await one.print('broken\nbadly', 'ERROR');
    await one.fail('It broke.');
    expect(await log(one.id)).toBe('first\nsecond\ncareful\nbroken\nbadly\n');
    expect(await log(one.id, '&severity=WARNING')).toBe('careful\nbroken\nbadly\n');
    expect(await log(one.id, '&limit=2')).toBe('broken\nbadly\n');
    expect(await log(one.id, '&limit=4')).toBe('second\ncareful\nbroken\nbadly\n');
    expect(await log(one.id, '&since=2999-01-01T00:00:00Z')).toBe('');
    expect(await log(one.id, '&since=2020-01-01T00:00:00Z&limit=1&severity=ERROR')).toBe('badly\n');
    const lines = (await log(one.id, '&format=jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ severity, line }) => `${severity} ${line}`)).toEqual([
      'INFO first',
      'INFO second',
      'WARNING careful',
      'ERROR broken',
      'ERROR badly',
    ]);
    expect((await served.anyone.get(`/recipe_runs/${one.id}/logs?source=runner&limit=0`)).status).toBe(422);
  });

  test('is found by feedstock, commit and recipe, whose id may have slashes', async () => {
    const one = await run('by-commit');
    await one.print('found');
    await one.fail('x');
    for (const recipe of ['agency/by-commit', 'agency%2Fby-commit']) {
      for (const commit of [one.headSha, one.headSha.slice(0, 7)]) {
        const path = `/feedstocks/pangeo-forge/staged-recipes/${commit}/${recipe}/logs`;
        expect((await served.anyone.get(`${path}?source=runner`)).text).toBe('found\n');
        expect((await served.anyone.get(path)).status).toBe(403);
        expect((await served.anyone.get(`${path}/trace`)).text).toBe('x\n');
      }
    }
  });

  test('has a trace: the traceback, else the last severe message, else the reason', async () => {
    const trace = async (id: number, query = '') =>
      (await served.anyone.get(`/recipe_runs/${id}/logs/trace${query}`)).text;
    const raised = await run('raised');
    await raised.fail('The recipe raised KeyError.', 'Traceback (most recent call last):\nKeyError: 1');
    expect(await trace(raised.id)).toBe('Traceback (most recent call last):\nKeyError: 1\n');
    const printed = await run('printed');
    await printed.print('one', 'ERROR');
    await printed.print('two', 'ERROR');
    await printed.print('three', 'WARNING');
    await printed.fail('It failed.');
    expect(await trace(printed.id)).toBe('two\n');
    expect(await trace(printed.id, '?severity=WARNING&limit=2')).toBe('two\nthree\n');
    const silent = await run('silent');
    await silent.fail('It was killed.');
    expect(await trace(silent.id)).toBe('It was killed.\n');
  });

  test('is redacted when it is read: known values, and keys that start in one chunk and end in another', async () => {
    const one = await run('secrets');
    await one.print(`password: ${SECRET}`);
    await one.print('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC');
    await one.print('Z2VoZWltZXJTY2hsdWVzc2VsMTIzNDU2Nzg5');
    await one.print('bm9jaGdlaGVpbWVy\n-----END PRIVATE KEY-----\nafter');
    await one.fail(`It knew ${SECRET}.`, `KeyError: ${SECRET}`);
    const answers = [
      await log(one.id),
      await log(one.id, '&limit=3'),
      await log(one.id, '&limit=4&format=jsonl'),
      await log(one.id, '&format=sse'),
      (await served.anyone.get(`/recipe_runs/${one.id}/logs/trace`)).text,
    ];
    const resumed = await served.anyone.get(`/recipe_runs/${one.id}/logs?source=runner`, { 'last-event-id': '1-1-1' });
    for (const text of [...answers, resumed.text]) expect(text).not.toMatch(/battery|Z2VoZWlt|bm9jaGdl|MIIEvQ/);
    expect(answers[0]).toContain('after');
  });

  test('of many chunks is streamed completely and in order', async () => {
    const one = await run('many-chunks');
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index} ${'x'.repeat(500)}`);
    for (const line of lines) await one.print(line);
    await one.fail('x');
    expect(await log(one.id)).toBe(`${lines.join('\n')}\n`);
    expect(await log(one.id, '&limit=150')).toBe(`${lines.slice(50).join('\n')}\n`);
  });
});
