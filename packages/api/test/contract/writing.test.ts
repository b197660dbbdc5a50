import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ProductionLikeApi, startProductionLikeApi } from '../production-like-api.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

const RUN = {
  recipe_id: 'agency/monthly',
  bakery_id: 1,
  feedstock_id: 1,
  head_sha: 'f'.repeat(40),
  version: '0.0',
  started_at: '2021-01-01T00:00:00',
};

test('POST answers 200 with the created row, PATCH sets only what is given, DELETE answers ok', async () => {
  const created = await served.admin.post('/recipe_runs/', RUN);
  expect(created.status).toBe(200);
  const fresh = {
    ...RUN,
    id: created.body.id,
    status: 'queued',
    is_test: false,
    completed_at: null,
    conclusion: null,
    dataset_type: null,
    dataset_public_url: null,
    message: null,
  };
  expect(created.body).toEqual(fresh);

  const patched = await served.admin.patch(`/recipe_runs/${fresh.id}`, { conclusion: 'success', message: '{"a": 1}' });
  expect([patched.status, patched.body]).toEqual([200, { ...fresh, conclusion: 'success', message: '{"a": 1}' }]);
  expect((await served.admin.patch(`/recipe_runs/${fresh.id}`, {})).body).toEqual(patched.body);
  expect((await served.admin.patch(`/recipe_runs/${fresh.id}`, { message: null })).body.message).toBeNull();

  const deleted = await served.admin.delete(`/recipe_runs/${fresh.id}`);
  expect([deleted.status, deleted.body]).toEqual([200, { ok: true }]);
  expect((await served.anyone.get(`/recipe_runs/${fresh.id}`)).status).toBe(404);
});

test('ids go on where the original stopped, and an id in the body is ignored, as is what is unknown', async () => {
  const { body } = await served.admin.post('/feedstocks/', { spec: 'a/b-feedstock', id: 7, colour: 'blue' });
  expect(body).toEqual({ id: 96, spec: 'a/b-feedstock', provider: 'github' });
  expect((await served.admin.patch('/feedstocks/96', { id: 5, spec: 'a/c-feedstock' })).body.id).toBe(96);
});

test('a body sets only the columns that clients may set', async () => {
  const ours = {
    failure_reason: 'forged',
    requested_by: 'somebody else',
    dispatch_key: 'forged',
    clone_url: 'https://elsewhere.example.org/x.git',
    bakery_job: { console_url: 'https://elsewhere.example.org' },
    target_url: 'https://elsewhere.example.org',
    pull_request: 1,
    ['__proto__']: { is_test: true },
    constructor: 'x',
  };
  const { body } = await served.admin.post('/recipe_runs/', { ...RUN, ...ours });
  await served.admin.patch(`/recipe_runs/${body.id}`, { ...ours, version: '2.0' });
  const row = 'failure_reason, requested_by, dispatch_key, clone_url, bakery_job, target_url, pull_request';
  const { rows } = await served.api.database.pool.query(`select ${row} from reciperun where id = $1`, [body.id]);
  for (const value of Object.values(rows[0] as object)) expect(value).toBeNull();
  expect((await served.anyone.get(`/recipe_runs/${body.id}`)).body).toMatchObject({ version: '2.0', is_test: false });
});

describe('input is read as pydantic 1 did', () => {
  const post = async (fields: object) => (await served.admin.post('/recipe_runs/', { ...RUN, ...fields })).body;

  test('numbers become strings, digits become numbers, yes and no become booleans', async () => {
    expect(await post({ version: 1.5, bakery_id: '1', is_test: 'yes' })).toMatchObject({
      version: '1.5',
      bakery_id: 1,
      is_test: true,
    });
    expect(await post({ feedstock_id: 1.9, is_test: 'OFF' })).toMatchObject({ feedstock_id: 1, is_test: false });
    expect(await post({ is_test: 1 })).toMatchObject({ is_test: true });
  });

  test('timestamps may have a zone and are stored as UTC, with six decimals when there are microseconds', async () => {
    expect((await post({ started_at: '2021-01-01T00:00:00Z' })).started_at).toBe('2021-01-01T00:00:00');
    expect((await post({ started_at: '2021-01-01T01:01:01.123' })).started_at).toBe('2021-01-01T01:01:01.123000');
    expect((await post({ started_at: '2021-01-01 00:30:00.000001+01:00' })).started_at).toBe(
      '2020-12-31T23:30:00.000001',
    );
    expect((await post({ completed_at: '2021-01-01T10:00-0530' })).completed_at).toBe('2021-01-01T15:30:00');
    expect((await post({ started_at: 1_609_459_200 })).started_at).toBe('2021-01-01T00:00:00');
  });

  test.each(['Jan 01 2021 00:00:00', '2021-01-01', '2021-02-30T00:00:00', '2021-01-01T25:00:00', ''])(
    'the timestamp %j is refused',
    async (started_at) => {
      const { status, body } = await served.admin.post('/recipe_runs/', { ...RUN, started_at });
      expect([status, body.detail[0].loc]).toEqual([422, ['body', 'started_at']]);
    },
  );
});

describe('invalid values are refused with 422 and their place', () => {
  const refused = async (method: 'post' | 'patch', path: string, body: unknown) => {
    const answer = await served.admin[method](path, body);
    expect(answer.status).toBe(422);
    for (const problem of answer.body.detail) {
      expect(problem).toEqual({ loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) });
    }
    return answer.body.detail.map(({ loc }: { loc: string[] }) => loc.join('.'));
  };

  test('missing and wrong fields, all in one answer', async () => {
    expect(
      await refused('post', '/recipe_runs/', { ...RUN, recipe_id: undefined, bakery_id: 'x', status: 'odd' }),
    ).toEqual(['body.recipe_id', 'body.bakery_id', 'body.status']);
    expect(await refused('post', '/feedstocks/', { spec: ['a'] })).toEqual(['body.spec']);
    expect(await refused('post', '/feedstocks/', { spec: 'a/b', provider: 'gitlab' })).toEqual(['body.provider']);
  });

  test('null for a required field', async () => {
    expect(await refused('patch', '/recipe_runs/1', { recipe_id: null, status: null })).toEqual([
      'body.recipe_id',
      'body.status',
    ]);
    expect(await refused('patch', '/bakeries/1', { name: null })).toEqual(['body.name']);
  });

  test('a parent that does not exist', async () => {
    expect(await refused('post', '/recipe_runs/', { ...RUN, bakery_id: 99 })).toEqual(['body.bakery_id']);
    expect(await refused('patch', '/recipe_runs/1', { feedstock_id: 99_999 })).toEqual(['body.feedstock_id']);
    expect(await refused('post', '/recipe_runs/', { ...RUN, feedstock_id: 2 ** 40 })).toEqual(['body.feedstock_id']);
  });

  test('what Postgres cannot store', async () => {
    expect(await refused('post', '/feedstocks/', { spec: 'a\0b' })).toEqual(['body.spec']);
  });

  test('a body that is malformed, not an object, of another type, or missing', async () => {
    const raw = (body: string, type = 'application/json') =>
      served.admin.send('POST', '/feedstocks/', { body, headers: { 'content-type': type } });
    for (const answer of [
      await raw('{"spec":'),
      await raw('[]'),
      await raw('"x"'),
      await raw('spec=a', 'text/plain'),
      await raw(''),
    ]) {
      expect([answer.status, answer.body.detail[0].loc]).toEqual([422, ['body']]);
    }
  });
});

test('a parent that still has runs is not deleted: 409 says why', async () => {
  const feedstock = await served.admin.delete('/feedstocks/1');
  expect([feedstock.status, feedstock.body.detail]).toEqual([409, expect.stringContaining('recipe runs')]);
  expect((await served.admin.delete('/bakeries/1')).status).toBe(409);
  expect((await served.anyone.get('/feedstocks/1')).status).toBe(200);
});

test('writes are journalled with the owner of the key', async () => {
  const { body } = await served.admin.post('/feedstocks/', { spec: 'a/journal-feedstock' });
  const { rows } = await served.api.database.pool.query(
    'select kind, decision, actor, reason from journal where subject = $1',
    [`feedstock ${body.id}`],
  );
  expect(rows).toEqual([
    { kind: 'operation', decision: 'changed', actor: 'api key config key', reason: expect.stringContaining('created') },
  ]);
});
