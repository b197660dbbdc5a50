import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storePicture } from '@pangeo-forge/db/datasets/pictures';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { mismatches, type SchemaDocument } from '../../test/schema-mismatches.ts';
import { startRun } from '../../test/running-run.ts';
import { ROUTES } from '../route-list.ts';
import { describeApi } from './describe-api.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Array<{ name: string; in: string; required?: boolean; schema: object }>;
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

const document = JSON.parse(JSON.stringify(describeApi(ROUTES))) as SchemaDocument & {
  openapi: string;
  tags: Array<{ name: string }>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
);

let served: ProductionLikeApi;
let runId: number;
let publishedId: number;
let picture: string;
beforeAll(async () => {
  served = await startProductionLikeApi();
  const run = await startRun(served.api.database, 'described');
  await run.print('hello');
  await run.fail('It broke.');
  runId = run.id;
  publishedId = (await served.admin.get('/recipe_runs/?conclusion=success&status=completed')).body.find(
    (one: { dataset_public_url: string | null }) => one.dataset_public_url,
  ).id;
  await served.admin.post('/api_keys/', { owner: 'somebody', scopes: ['ops'] });
  const drawn = { light: Buffer.from('light'), dark: Buffer.from('dark'), caption: 'sst' };
  picture = (await storePicture(served.api.database.pool, drawn)).light;
  await served.api.database.pool.query(
    `insert into webhook_delivery (id, event, headers) values ('abc', 'ping', '{}')`,
  );
});
afterAll(() => served.stop());

test('every reference resolves, and every name is unique', () => {
  const references = JSON.stringify(document).match(/#\/components\/schemas\/[^"]+/g) ?? [];
  for (const reference of references)
    expect(document.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '');
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = document.tags.map(({ name }) => name);
  for (const { operation } of operations) expect(tags).toEqual(expect.arrayContaining(operation.tags));
});

test('every parameter of a path is described, and nothing else as one', () => {
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((one) => one.in === 'path');
    expect(new Set(described.map(({ name }) => name))).toEqual(new Set(inPath));
    for (const { required } of described) expect(required).toBe(true);
  }
});

test('every operation has a summary, a successful answer and its failures', () => {
  for (const { operation } of operations) {
    expect(operation.summary).toMatch(/\w/);
    expect(Object.keys(operation.responses)).toContain('200');
    for (const { description } of Object.values(operation.responses)) expect(description).toMatch(/\w/);
  }
});

const VALUES: Record<string, () => string> = {
  '/deliveries/{id}/decision': () => '/deliveries/abc/decision',
  '/bakeries/{id}': () => '/bakeries/1',
  '/recipe_runs/{id}/dataset': () => `/recipe_runs/${publishedId}/dataset`,
  '/datasets/pictures/{hash}': () => `/datasets/pictures/${picture}.png`,
};
/** They ask GitHub or storage, stream text, or need what their own tests publish. */
const NOT_READ_HERE = /deliveries$|provenance$|ro-crate$|^\/github|check-runs$|\{commit\}|^\/repr|^\/stac\//;
const readable = operations.filter(({ method, path }) => method === 'get' && !NOT_READ_HERE.test(path));

test.each(readable.map(({ path, operation }) => [path, operation] as const))(
  '%s answers what is described',
  async (path, operation) => {
    const url = VALUES[path]?.() ?? path.replace('{id}', path.startsWith('/recipe_runs') ? String(runId) : '1');
    const answer = await served.admin.get(url);
    expect([url, answer.status]).toEqual([url, 200]);
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const described = operation.responses['200']?.content ?? {};
    expect(Object.keys(described)).toContain(type);
    if (type === 'application/json')
      expect(mismatches(document, described[type]?.schema ?? {}, answer.body)).toEqual([]);
  },
);

test('a linter finds nothing in it', async () => {
  // lists have had a trailing slash since the original
  const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-path-trailing-slash': 'off' } });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
});

test('the interactive description loads nothing from elsewhere', async () => {
  const page = await served.anyone.get('/docs/try');
  expect(page.status).toBe(200);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
  expect(assets.length).toBeGreaterThan(2);
  for (const url of assets) expect([url, (await served.anyone.get(url)).status]).toEqual([url, 200]);
  expect((await served.anyone.get('/openapi.json')).body).toEqual(document);
});

test('the page of the description has every operation, and links to each tag work as they did', async () => {
  const { status, text } = await served.anyone.get('/docs');
  expect(status).toBe(200);
  for (const { operation } of operations) expect(text).toContain(`id="/${operation.tags[0]}/${operation.operationId}"`);
  for (const { name } of document.tags) expect(text).toContain(`<h2 id="/${name}">`);
  expect(text).not.toContain('<script');
});
