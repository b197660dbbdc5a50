import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countEvent } from '@pangeo-forge/db/counters/count-event';
import { stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { createRequestBudget } from '@pangeo-forge/github/request-budget';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { Redis } from 'ioredis';
import { parse, stringify } from 'yaml';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startRun } from '../../test/running-run.ts';
import { prometheusRules } from './alert-rules.ts';

const OPERATIONS = path.join(import.meta.dirname, '../../../../docs/operations');
const alertsFile = readFileSync(path.join(OPERATIONS, 'alerts.yaml'), 'utf8');
const dashboardFile = readFileSync(path.join(OPERATIONS, 'grafana-dashboard.json'), 'utf8');

let server: TestRedis;
let redis: Redis;
let served: ProductionLikeApi;
beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true });
  redis.on('error', () => {});
  await redis.connect();
  served = await startProductionLikeApi({ redis });
});
afterAll(async () => {
  await served.stop();
  redis.disconnect();
  await server.stop();
});

const metrics = async () => (await served.admin.get('/metrics')).text;
const alert = async (name: string) =>
  (await served.admin.get('/ops/alerts')).body.find((one: { name: string }) => one.name === name);

describe('the files for Prometheus and Grafana', () => {
  test('alert rules are those of the code (node tools/write-alert-rules.ts brings them up to date)', () => {
    expect(alertsFile).toBe(stringify(prometheusRules()));
    expect(Object.keys(parse(alertsFile))).toEqual(['groups']);
  });

  test('name only metrics that are served', async () => {
    const names = new Set((await metrics()).match(/(?<=^# HELP )\S+/gm));
    const expressions = (file: string) => file.match(/pangeo_forge_\w+/g) ?? [];
    expect(expressions(dashboardFile).length).toBeGreaterThan(10);
    for (const name of [...expressions(dashboardFile), ...expressions(alertsFile)]) expect(names).toContain(name);
    expect(names.size).toBeGreaterThan(10);
  });

  test('no two panels overlap', () => {
    const { panels } = JSON.parse(dashboardFile) as { panels: Array<{ id: number; gridPos: object }> };
    expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

test('the budget for GitHub is a metric of each installation', async () => {
  const budget = createRequestBudget(redis);
  await budget.spend('installation-7', { method: 'POST', url: '/repos/o/r/issues/1/comments' });
  const reset = String(Math.floor(Date.now() / 1_000) + 600);
  const answered = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '100', 'x-ratelimit-reset': reset };
  expect(await alert('GitHubBudgetLow')).toMatchObject({ is_firing: false, value: null });
  await budget.note('installation-7', answered);
  const text = await waitFor(async () => {
    const text = await metrics();
    return text.includes('pangeo_forge_redis_up 1') && text; // a slow machine's Redis counts as one that is away
  });
  expect(text).toMatch(/^pangeo_forge_github_budget_left\{scope="installation-7",limit="points"\} 845$/m);
  expect(text).toMatch(/^pangeo_forge_github_budget_left\{scope="installation-7",limit="hour"\} 100$/m);
  expect(await alert('GitHubBudgetLow')).toMatchObject({
    is_firing: true,
    value: 0.02,
    labels: { scope: 'installation-7', limit: 'hour' },
  });
});

test('failed work, waiting runs and a stop are metrics, and fire alerts', async () => {
  const { pool } = served.api.database;
  expect(await alert('WorkFailed')).toMatchObject({ is_firing: false });
  await pool.query(
    `insert into work (kind, ref, subject, label, state) values ('reports', '1', 'run 1', 'report', 'failed')`,
  );
  await startRun(served.api.database, 'waits');
  await stopDispatching(pool, { reason: 'moving', by: 'operator' });
  const text = await metrics();
  expect(text).toMatch(/^pangeo_forge_work\{kind="reports",state="failed"\} 1$/m);
  expect(text).toMatch(/^pangeo_forge_bakery_runs\{bakery="[^"]+",state="waiting"\} 1$/m);
  expect(text).toMatch(/^pangeo_forge_dispatching_stopped 1$/m);
  expect(await alert('WorkFailed')).toMatchObject({ is_firing: true, value: 1, severity: 'ticket' });
  expect(await alert('DispatchingStopped')).toMatchObject({ is_firing: true });
});

test('work that could be done now, or is being done, is counted by role for autoscalers', async () => {
  const { pool } = served.api.database;
  const before = (await served.admin.get('/ops/ready-work')).body;
  await pool.query(
    `insert into work (kind, ref, subject, label, state, due_at) values
       ('invocations', 'a', 'run 2', 'bake', 'due', now()), ('invocations', 'b', 'run 3', 'bake', 'leased', now()),
       ('invocations', 'c', 'run 4', 'bake', 'waiting', now() + interval '1 hour'),
       ('inspections', 'd', 'run 5', 'inspection', 'waiting', now()), ('inspections', 'e', 'run 6', 'old', 'done', now())`,
  );
  const after = (await served.admin.get('/ops/ready-work')).body;
  expect(after).toEqual({ orchestrate: before.orchestrate, run: before.run + 3 });
  expect(await metrics()).toMatch(new RegExp(`^pangeo_forge_work_ready\\{role="run"\\} ${after.run}$`, 'm'));
  expect((await served.anyone.get('/ops/ready-work')).status).toBe(403);
});

test('a process that failed in the last hour fires an alert that names it', async () => {
  const { pool } = served.api.database;
  expect(await alert('ProcessFailed')).toMatchObject({ is_firing: false, value: null });
  await countEvent(pool, 'unhandled_error web', 3);
  const labels = { failure: 'unhandled_error', process: 'web' };
  expect(await alert('ProcessFailed')).toMatchObject({ is_firing: true, labels });
  expect(await metrics()).toMatch(/^pangeo_forge_events\{name="unhandled_error web"\} 3$/m);
  await pool.query(`update counter set last_at = now() - interval '61 minutes'`);
  expect(await alert('ProcessFailed')).toMatchObject({ is_firing: false });
});

test('while Redis is unavailable the other metrics are served', async () => {
  await waitFor(async () => /^pangeo_forge_redis_up 1$/m.test(await metrics()));
  redis.disconnect();
  expect(await metrics()).toMatch(/^pangeo_forge_redis_up 0$/m);
  expect(await alert('RedisAway')).toMatchObject({ is_firing: true });
});
