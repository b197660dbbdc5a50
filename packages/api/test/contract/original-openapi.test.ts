import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canRestoreBackup, restoreBackup } from '@pangeo-forge/db/testing/restore-backup';
import type { TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { type ApiClient, apiClient } from '../api-client.ts';
import { mismatches, type SchemaDocument } from '../schema-mismatches.ts';
import { startTestApi, type TestApi } from '../start-test-api.ts';

interface Operation {
  operationId: string;
  parameters?: Array<{ name: string; in: string }>;
  requestBody?: object;
  responses: Record<string, { content?: { 'application/json'?: { schema: object } } }>;
}

const FILE = fileURLToPath(new URL('../../../../../shared/contract/original-openapi.json', import.meta.url));
const original = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as SchemaDocument)
  : { paths: {}, components: {} };
const operations = Object.entries(original.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [method.toUpperCase(), path, operation as Operation] as const),
);
/** Of the gateway, and of GitHub: they are tested where they are. */
const ELSEWHERE = /^\/github\/|\/deliveries$|\/check-runs$|^\/repr\//;
const SAMPLE_BODIES: Record<string, object> = {
  bakeries: { region: 'r', name: 'n', description: 'd' },
  feedstocks: { spec: 'a/b-feedstock' },
  recipe_runs: {
    recipe_id: 'x',
    bakery_id: 1,
    feedstock_id: 1,
    head_sha: 'f'.repeat(40),
    version: '0.0',
    started_at: '2021-01-01T00:00:00Z',
  },
};
const ready = existsSync(FILE) && (await canRestoreBackup());
/** Neither may lie in the repository: the description is another project's, and the backup is a real database. */
const NAME = 'the original’s description, on the adopted production backup (needs both, and pg_restore)';

(ready ? describe : describe.skip)(NAME, () => {
  let database: TestDatabase;
  let api: TestApi;
  let admin: ApiClient;
  let ours: SchemaDocument;
  beforeAll(async () => {
    database = await restoreBackup();
    api = await startTestApi(database.url);
    admin = apiClient(api.url);
    ours = (await admin.get('/openapi.json')).body;
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const here = operations.filter(([, path]) => !ELSEWHERE.test(path));

  test.each(here)('%s %s is described: same id, no parameter is missing', (method, path, operation) => {
    const mine = ours.paths[path]?.[method.toLowerCase()] as Operation | undefined;
    expect(mine?.operationId).toBe(operation.operationId);
    const named = (parameters: Operation['parameters']) => (parameters ?? []).map((one) => `${one.in} ${one.name}`);
    expect(named(mine?.parameters)).toEqual(expect.arrayContaining(named(operation.parameters)));
  });

  test.each(here)('%s %s answers as described', async (method, path, operation) => {
    const resource = path.split('/')[1] ?? '';
    const body = SAMPLE_BODIES[resource];
    const id = method === 'DELETE' ? (await admin.post(`/${resource}/`, body)).body.id : 1;
    const url = path.replace('{id}', String(id));
    const answer = operation.requestBody
      ? await admin[method === 'POST' ? 'post' : 'patch'](url, body)
      : await admin.send(method, url);
    expect(answer.status).toBe(200);
    const schema = operation.responses['200']?.content?.['application/json']?.schema ?? {};
    expect(mismatches(original, schema, answer.body)).toEqual([]);
  });

  test('all 1,416 runs are served', async () => {
    expect((await admin.get('/stats/recipe_runs')).body.count).toBeGreaterThanOrEqual(1_416);
    let served = 0;
    for (let offset = 0; offset < 1_416; offset += 100) {
      const { body } = await admin.get(`/recipe_runs/?offset=${offset}`);
      expect(
        mismatches(original, { type: 'array', items: { $ref: '#/components/schemas/RecipeRunRead' } }, body),
      ).toEqual([]);
      served += body.length;
    }
    expect(served).toBeGreaterThanOrEqual(1_416);
  });
});
