import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type ApiClient, apiClient } from '../../test/api-client.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import type { RouteParts } from '../api-parts.ts';
import type { Route } from '../http/define-route.ts';
import { ROUTES } from '../route-list.ts';
import { admit, assertConcerns } from './authorize.ts';

/**
 * The routes that need a key with their scope, and those of them that keys for one bakery may use for that bakery.
 * Every other route only reads, and is public.
 */
const CLOSED: Record<string, 'key' | 'key, also for its bakery' | 'public post that only reads'> = {
  search_stac_by_body: 'public post that only reads',
  create_recipe_runs__post: 'key, also for its bakery',
  update_recipe_runs__id__patch: 'key, also for its bakery',
  delete_recipe_runs__id__delete: 'key, also for its bakery',
  retry_recipe_run: 'key, also for its bakery',
  cancel_recipe_run: 'key, also for its bakery',
  create_bakeries__post: 'key',
  update_bakeries__id__patch: 'key',
  delete_bakeries__id__delete: 'key',
  create_feedstocks__post: 'key',
  update_feedstocks__id__patch: 'key',
  delete_feedstocks__id__delete: 'key',
  read_recipe_run_logs: 'key, also for its bakery',
  read_recipe_run_trace: 'key, also for its bakery',
  read_recipe_of_commit_trace: 'key, also for its bakery',
  read_recipe_of_commit_logs: 'key, also for its bakery',
  rebuild_stac: 'key',
  inspect_datasets: 'key',
  list_api_keys: 'key',
  create_api_key: 'key',
  rotate_api_key: 'key',
  revoke_api_key: 'key',
  list_work: 'key',
  retry_work: 'key',
  read_dispatching: 'key',
  stop_dispatching: 'key',
  resume_dispatching: 'key',
  pause_bakery: 'key, also for its bakery',
  resume_bakery: 'key, also for its bakery',
  read_metrics: 'key',
  read_ready_work: 'key',
  list_alerts: 'key',
};

const BODIES: Record<string, object> = {
  create_bakeries__post: { name: 'new', region: 'r', description: 'd' },
  create_feedstocks__post: { spec: 'a/new-feedstock' },
  create_api_key: { owner: 'somebody', scopes: ['admin'] },
  stop_dispatching: { reason: 'a test' },
  pause_bakery: { reason: 'a test' },
};

interface Run {
  id: number;
  recipe_id: string;
  head_sha: string;
  bakery_id: number;
}

let served: ProductionLikeApi;
let run: Run;
let feedstock: string;
let own: ApiClient;
let other: ApiClient;

async function keyFor(grant: object): Promise<ApiClient> {
  const { status, body } = await served.admin.post('/api_keys/', { owner: 'a test', ...grant });
  expect(status).toBe(200);
  return apiClient(served.api.url, body.key);
}

beforeAll(async () => {
  served = await startProductionLikeApi();
  run = (await served.anyone.get('/recipe_runs/1')).body;
  feedstock = (await served.anyone.get('/recipe_runs/1')).body.feedstock.spec;
  const bakery = (await served.anyone.get(`/bakeries/${run.bakery_id}`)).body.name;
  await served.admin.post('/bakeries/', { name: 'elsewhere', region: 'r', description: 'd' });
  own = await keyFor({ scopes: ['admin'], bakery });
  other = await keyFor({ scopes: ['admin'], bakery: 'elsewhere' });
});
afterAll(() => served.stop());

const WITH_SOURCE = new URLSearchParams({ source: 'worker' });
const accessOf = ({ access }: Route) => (typeof access === 'function' ? access(WITH_SOURCE) : access);
const closed = ROUTES.filter((route) => accessOf(route) !== 'public');
const isDeletion = ({ method }: Route) => method === 'delete';
const inTurn = [...closed.filter((route) => !isDeletion(route)), ...closed.filter(isDeletion)];

/** Sends a valid request about run 1, its bakery and its feedstock. */
async function ask(client: ApiClient, route: Route): Promise<number> {
  const [owner = '', name = ''] = feedstock.split('/');
  const id = route.path.startsWith('/ops/bakeries/') || route.path.startsWith('/bakeries/') ? run.bakery_id : 1;
  const values: Record<string, string | number> = {
    id,
    owner,
    name,
    commit: run.head_sha,
    recipe_id: run.recipe_id,
    prefix: 'pf_00000000',
  };
  const path = route.path.replace(/\{(\w+)(?::path)?\}/g, (_, key: string) => String(values[key] ?? `{${key}}`));
  const query = route.path.includes('/logs/trace') ? '?source=worker' : '';
  const init = { body: JSON.stringify(bodyOf(route)), headers: { 'content-type': 'application/json' } };
  return (await client.send(route.method.toUpperCase(), path + query, route.body ? init : {})).status;
}

function bodyOf({ operationId }: Route): object {
  if (operationId !== 'create_recipe_runs__post') return BODIES[operationId] ?? {};
  const { recipe_id, bakery_id, head_sha } = run;
  return { recipe_id, bakery_id, head_sha, feedstock_id: 1, version: '', started_at: '2021-01-01T00:00:00' };
}

test('each route declares who may use it, as the table says', () => {
  for (const route of ROUTES) {
    const access = accessOf(route);
    const declared =
      access === 'public'
        ? `public ${route.method}${route.onlyReads ? ' that only reads' : ''}`
        : access.about === 'deployment'
          ? 'key'
          : 'key, also for its bakery';
    expect([route.operationId, declared]).toEqual([route.operationId, CLOSED[route.operationId] ?? 'public get']);
  }
});

test.each(inTurn.map((route) => [route.operationId, route] as const))(
  '%s is refused to all others',
  async (id, route) => {
    const access = accessOf(route);
    if (access === 'public') throw new Error('this route is public');
    const lacksIt = await keyFor({ scopes: [access.scope === 'logs:read' ? 'runs:write' : 'logs:read'] });
    for (const client of [served.anyone, lacksIt, other]) expect(await ask(client, route)).toBe(403);
    expect((await ask(own, route)) !== 403).toBe(CLOSED[id] === 'key, also for its bakery');
    expect(await ask(await keyFor({ scopes: [access.scope] }), route)).not.toBe(403);
  },
);

test('a route that declares nothing is closed to everybody, the key of the config file included', async () => {
  const { database } = served.api;
  const limits = {
    spend: async () => {},
    attempt: (...[, , , attempt]: Parameters<RouteParts['limits']['attempt']>) => attempt(),
  };
  const parts = { database, apiKey: 'the key', limits, logger: pino({ level: 'silent' }) } as unknown as RouteParts;
  const request = { get: () => 'the key', ip: '127.0.0.1', socket: {} } as unknown as Parameters<typeof admit>[2];
  await expect(admit(undefined, parts, request)).rejects.toMatchObject({ code: 'forbidden' });
  const admin = { owner: 'config key', scopes: new Set(['admin'] as const), bakery: null };
  await expect(assertConcerns(undefined, parts, admin, {})).rejects.toMatchObject({ code: 'forbidden' });
});

describe('a key for one bakery, whatever its scopes', () => {
  const attacks: Array<[name: string, attack: () => Promise<{ status: number }>]> = [
    ['pauses another bakery', () => other.post(`/ops/bakeries/${run.bakery_id}/pause`, { reason: 'x' })],
    ['stops all dispatching', () => other.post('/ops/dispatching/stop', { reason: 'x' })],
    ['renames a bakery', () => other.patch(`/bakeries/${run.bakery_id}`, { name: 'elsewhere' })],
    ['deletes a bakery', () => other.delete(`/bakeries/${run.bakery_id}`)],
    ['renames a feedstock', () => other.patch('/feedstocks/2', { spec: 'evil/feedstock' })],
    ['deletes a feedstock', () => other.delete('/feedstocks/2')],
    ['makes a key without limits', () => other.post('/api_keys/', { owner: 'x', scopes: ['admin'] })],
    ['opens the operators’ pages', () => other.get('/ops')],
  ];

  test.each(attacks)('%s: refused', async (_, attack) => {
    expect((await attack()).status).toBe(403);
  });

  test('moves its run to another feedstock, another bakery or a dataset elsewhere: refused', async () => {
    const elsewhere = (await served.anyone.get('/bakeries/?name=elsewhere')).body[0].id;
    const mine = (
      await served.admin.post('/recipe_runs/', {
        ...bodyOf({ operationId: 'create_recipe_runs__post' } as Route),
        bakery_id: elsewhere,
      })
    ).body;
    const path = `/recipe_runs/${mine.id}`;
    expect((await other.patch(path, { feedstock_id: 2 })).status).toBe(403);
    expect((await other.patch(path, { bakery_id: run.bakery_id })).status).toBe(403);
    expect((await other.patch(path, { dataset_public_url: 'https://evil.example/x.zarr' })).status).toBe(403);
    const created = { ...mine, id: undefined, dataset_public_url: 'https://evil.example/x.zarr' };
    expect((await other.post('/recipe_runs/', created)).status).toBe(403);
    expect((await other.patch(path, { feedstock_id: mine.feedstock_id, message: 'mine' })).status).toBe(200);
    expect((await other.patch(path, { dataset_public_url: null })).status).toBe(200);
  });
});
