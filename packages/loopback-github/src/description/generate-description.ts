/**
 * Writes api-description.json and webhooks-description.json from GitHub's published OpenAPI descriptions:
 *   node packages/loopback-github/src/description/generate-description.ts
 * The packages are large (400 MB unpacked), so they are fetched for this once instead of being dependencies.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { endpointShape, implementedEndpoints } from './implemented-endpoints.ts';
import { type Json, type TrimmedDescription, trimDescription } from './trim-description.ts';

const API = '@octokit/openapi@23.0.2';
const WEBHOOKS = '@octokit/openapi-webhooks@12.1.0';
const EVENTS: Record<string, string[]> = {
  'check-run': ['created', 'completed', 'rerequested', 'requested-action'],
  'check-suite': ['completed', 'requested', 'rerequested'],
  deployment: ['created'],
  'deployment-status': ['created'],
  installation: ['created', 'deleted', 'suspend', 'unsuspend', 'new-permissions-accepted'],
  'installation-repositories': ['added', 'removed'],
  'issue-comment': ['created', 'edited', 'deleted'],
  issues: ['opened', 'edited', 'closed', 'reopened', 'labeled', 'unlabeled'],
  'pull-request': ['opened', 'edited', 'closed', 'reopened', 'synchronize', 'labeled', 'unlabeled'],
  repository: ['created', 'deleted', 'renamed', 'transferred', 'archived', 'unarchived'],
};

const folder = await mkdtemp(join(tmpdir(), 'github-description-'));
try {
  const implemented = new Set(implementedEndpoints().map(({ method, path }) => endpointShape(method, path)));
  const api = await fetchDocument(API);
  const operations = Object.entries(api.paths as Record<string, Json>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => implemented.has(endpointShape(method.toUpperCase(), path)))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, { path: item, operation: operation as Json }]),
  );
  await write('api-description.json', API, trimDescription(api, Object.fromEntries(operations)));

  const webhooks = await fetchDocument(WEBHOOKS);
  const names = [
    'ping',
    'push',
    ...Object.entries(EVENTS).flatMap(([event, actions]) => actions.map((one) => `${event}-${one}`)),
  ];
  const events = Object.entries(webhooks.webhooks as Record<string, Record<string, Json>>)
    .filter(([name]) => names.includes(name))
    .map(([name, item]) => [name, { path: {}, operation: item.post ?? {} }]);
  await write('webhooks-description.json', WEBHOOKS, trimDescription(webhooks, Object.fromEntries(events)));
} finally {
  await rm(folder, { recursive: true });
}

async function fetchDocument(spec: string): Promise<Json> {
  const { stdout } = await execa('npm', ['pack', '--silent', spec], { cwd: folder });
  await execa('tar', ['xzf', stdout.trim(), 'package/generated/api.github.com.json'], { cwd: folder });
  return JSON.parse(await readFile(join(folder, 'package/generated/api.github.com.json'), 'utf8')) as Json;
}

/** One line per operation or schema, so that a new version has a readable diff. */
async function write(file: string, source: string, { operations, schemas }: TrimmedDescription): Promise<void> {
  const lines = (entries: Json): string =>
    Object.entries(entries)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n');
  const text = `{"source":"${source} (MIT, see LICENSE)",\n"operations":{\n${lines(operations as unknown as Json)}\n},\n"schemas":{\n${lines(schemas)}\n}}\n`;
  await writeFile(new URL(file, import.meta.url), text);
}
