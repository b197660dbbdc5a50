import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiClient } from '../api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../production-like-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

describe('the other slash form answers 307 to the right one', () => {
  test.each([
    ['/feedstocks', '/feedstocks/'],
    ['/bakeries?limit=2', '/bakeries/?limit=2'],
    ['/recipe_runs', '/recipe_runs/'],
    ['/feedstocks/1/', '/feedstocks/1'],
    ['/recipe_runs/12/?x=/', '/recipe_runs/12?x=/'],
    ['/feedstocks/6/datasets/?type=test', '/feedstocks/6/datasets?type=test'],
    ['/stats/bakeries/', '/stats/bakeries'],
  ])('%s → %s', async (from, to) => {
    const { status, headers } = await served.anyone.get(from);
    const location = new URL(headers.get('location') ?? '', served.api.url);
    expect([status, location.pathname + location.search]).toEqual([307, to]);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('a request line that names another host or scheme is redirected to a path of this host', async () => {
    const targets = ['http://evil.example/feedstocks', 'https://evil.example/feedstocks?limit=2', 'http:///feedstocks'];
    for (const target of targets) {
      const location = await locationOf(served.api.url, target);
      expect([target, location]).toEqual([target, expect.stringMatching(/^\/feedstocks\/(?:\?limit=2)?$/)]);
    }
  });

  test('writes are redirected too, and keep their method and body', async () => {
    const body = JSON.stringify({ spec: 'a/redirected-feedstock' });
    const { status, body: row } = await served.admin.send('POST', '/feedstocks', {
      body,
      redirect: 'follow',
      headers: { 'content-type': 'application/json' },
    });
    expect([status, row.spec]).toEqual([200, 'a/redirected-feedstock']);
  });
});

/** `Location` of the answer to a request whose line holds this target as it is. */
function locationOf(url: string, target: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.headers.location);
    })
      .on('error', reject)
      .end();
  });
}

describe('errors are JSON with a detail', () => {
  test('unknown routes', async () => {
    for (const path of ['/nope', '/recipe_runs/1/nope', '/feedstocks//', '//feedstocks/']) {
      const { status, body } = await served.anyone.get(path);
      expect([path, status, body]).toEqual([path, 404, { detail: 'Not Found' }]);
    }
  });

  test.each([
    ['/recipe_runs/999999', 'recipe_run not found'],
    ['/bakeries/999999', 'bakery not found'],
    ['/feedstocks/999999', 'feedstock not found'],
    ['/feedstocks/99999999999999', 'feedstock not found'],
    ['/feedstocks/-1', 'feedstock not found'],
  ])('unknown rows: %s', async (path, detail) => {
    for (const answer of [
      await served.anyone.get(path),
      await served.admin.patch(path),
      await served.admin.delete(path),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { detail }]);
    }
  });

  test('other methods', async () => {
    for (const [method, path] of [
      ['PUT', '/bakeries/1'],
      ['DELETE', '/bakeries/'],
      ['POST', '/stats/bakeries'],
      ['PATCH', '/'],
    ] as const) {
      const { status, body, headers } = await served.admin.send(method, path);
      expect([status, body]).toEqual([405, { detail: 'Method Not Allowed' }]);
      expect(headers.get('allow')).toContain('GET');
    }
  });

  test.each([
    ['/recipe_runs/?limit=101', 'query.limit'],
    ['/recipe_runs/?limit=-1', 'query.limit'],
    ['/recipe_runs/?limit=ten', 'query.limit'],
    ['/recipe_runs/?offset=-1', 'query.offset'],
    ['/recipe_runs/?order_by=password', 'query.order_by'],
    ['/bakeries/?order_by=head_sha', 'query.order_by'],
    ['/feedstocks/?sort=up', 'query.sort'],
    ['/feedstocks/6/datasets?type=odd', 'query.type'],
    ['/stats/datasets?exclude_test_runs=maybe', 'query.exclude_test_runs'],
    ['/recipe_runs/first', 'path.id'],
  ])('invalid input: %s', async (path, where) => {
    const { status, body } = await served.anyone.get(path);
    expect(status).toBe(422);
    expect(body.detail).toEqual([{ loc: where.split('.'), msg: expect.any(String), type: expect.any(String) }]);
  });
});

describe('keys', () => {
  const WRITES = [
    ['POST', '/bakeries/'],
    ['PATCH', '/bakeries/1'],
    ['DELETE', '/bakeries/1'],
    ['POST', '/feedstocks/'],
    ['PATCH', '/feedstocks/1'],
    ['DELETE', '/feedstocks/1'],
    ['POST', '/recipe_runs/'],
    ['PATCH', '/recipe_runs/1'],
    ['DELETE', '/recipe_runs/1'],
  ] as const;

  test.each(WRITES)(
    '%s %s needs one: 403 without, 401 with a wrong one, before the body is read',
    async (method, path) => {
      const body = method === 'DELETE' ? null : '{"not": "valid"';
      const missing = await served.anyone.send(method, path, { body });
      expect([missing.status, missing.body]).toEqual([403, { detail: 'Not authenticated' }]);
      const empty = await apiClient(served.api.url, '').send(method, path, { body });
      expect([empty.status, empty.body]).toEqual([403, { detail: 'Not authenticated' }]);
      const wrong = await apiClient(served.api.url, 'wrong').send(method, path, { body });
      expect([wrong.status, wrong.body]).toEqual([401, { detail: 'Invalid API Key' }]);
    },
  );

  test('reading needs none, and a wrong one is ignored', async () => {
    expect((await apiClient(served.api.url, 'wrong').get('/bakeries/')).status).toBe(200);
  });
});

describe('every site may read every answer', () => {
  test('success, redirect and every error carry the CORS header', async () => {
    const answers = [
      await served.anyone.get('/bakeries/'),
      await served.anyone.get('/bakeries'),
      await served.anyone.get('/nope'),
      await served.anyone.get('/bakeries/?limit=x'),
      await served.anyone.post('/bakeries/'),
      await served.anyone.send('PUT', '/bakeries/'),
      await served.admin.delete('/bakeries/1'),
      await served.anyone.get('/openapi.json'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 307, 404, 422, 403, 405, 409, 200]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('a preflight is allowed for ten minutes', async () => {
    const { status, headers } = await served.anyone.send('OPTIONS', '/recipe_runs/1', {
      headers: {
        origin: 'https://pangeo-forge.org',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(headers.get('access-control-allow-headers')).toBe('x-api-key,content-type');
    expect(headers.get('access-control-max-age')).toBe('600');
  });
});

test('a body of more than 1 MB is refused before it is parsed, from anybody and with any key', async () => {
  const body = JSON.stringify({ ids: ['x'.repeat(1024 * 1024)] });
  const init = { body, headers: { 'content-type': 'application/json' } };
  expect((await served.anyone.send('POST', '/stac/search', init)).status).toBe(413);
  expect((await served.admin.send('POST', '/feedstocks/', init)).status).toBe(413);
});
