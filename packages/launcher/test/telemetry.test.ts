import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { writeDeploymentConfig } from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { z } from 'zod';

const START = fileURLToPath(new URL('../../../deploy/start.sh', import.meta.url));
const LIST_MODULES = new URL('list-modules.js', import.meta.url).href;
const DEPLOYMENT = 'pforge-local-telemetry';

const attributeSchema = z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) });
const resourceSchema = z.object({ attributes: z.array(attributeSchema) });
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  name: z.string(),
  attributes: z.array(attributeSchema),
});
const tracesSchema = z.object({
  resourceSpans: z.array(
    z.object({ resource: resourceSchema, scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) }),
  ),
});
const recordSchema = z.looseObject({ body: z.object({ stringValue: z.string() }), traceId: z.string().optional() });
const logsSchema = z.object({
  resourceLogs: z.array(z.object({ scopeLogs: z.array(z.object({ logRecords: z.array(recordSchema) })) })),
});

interface Received extends z.infer<typeof spanSchema> {
  service: string | undefined;
}

const releasers = createReleasers();
const spans: Received[] = [];
const records: z.infer<typeof recordSchema>[] = [];
let github: LoopbackGitHub;
let environment: Record<string, string>;
let databaseUrl: string;
let collector: string;

/** What an OpenTelemetry collector is sent. */
beforeAll(async () => {
  const server = await startHttpServer(
    (request, response) => {
      void json(request).then((body) => {
        if (request.url === '/v1/traces')
          for (const { resource, scopeSpans } of tracesSchema.parse(body).resourceSpans) {
            const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue;
            spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service }))));
          }
        else
          records.push(
            ...logsSchema
              .parse(body)
              .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
          );
        response.setHeader('content-type', 'application/json').end('{}');
      });
    },
    0,
    '127.0.0.1',
  );
  releasers.add(() => server.close());
  collector = `http://127.0.0.1:${server.port}`;
});

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'telemetry-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [database, redis, started] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackGitHub(),
  ]);
  github = started;
  databaseUrl = database.url;
  releasers.add(() => Promise.all([database.drop(), redis.stop(), github.stop()]));
  const port = await freePort();
  const { app } = await populateGitHub(github, {
    app: { name: DEPLOYMENT, webhookUrl: `http://127.0.0.1:${port}/github/hooks/` },
  });
  const { configDir } = await writeDeploymentConfig({ folder, deployment: DEPLOYMENT, app, bakeryId: 'local' });
  environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PORT: String(port),
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_RUNNER: standInRunner,
    PANGEO_FORGE_SANDBOX: 'process',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
  };
});

afterAll(() => releasers.releaseAll());

function start(overrides: Record<string, string>) {
  const system = execa(START, ['all'], {
    env: { ...environment, ...overrides, PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}` },
    reject: false,
    stdin: 'ignore',
  });
  releasers.add(() => void system.kill('SIGKILL'));
  return system;
}

/** Its check is completed when this resolves. */
async function contribute(name: string): Promise<{ number: number }> {
  const repo = 'pangeo-forge/staged-recipes';
  const fork = await github.fork(repo, 'contributor');
  const sample = await recipeFiles('sea-surface-temperature', { sourceUrl: 'http://127.0.0.1:1', bakeryId: 'local' });
  const files = Object.fromEntries(Object.entries(sample).map(([file, text]) => [`recipes/${name}/${file}`, text]));
  const head = await github.commit({ repo: fork, branch: name, message: 'Add', author: 'contributor', files });
  const pull = await github.openPullRequest({ repo, head: `contributor:${name}`, title: 'Add', as: 'contributor' });
  const checks = () => github.repository(repo).checkRuns(head);
  await waitFor(() => checks().some(({ status }) => status === 'completed'), { describe: () => checks() });
  return pull;
}

test('one trace leads from the webhook over work, GitHub and the runner to the check run, and its id is in the log', async () => {
  const system = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_SCHEDULE_DELAY: '100',
    LOG_LEVEL: 'debug',
  });
  let log = '';
  system.stdout.on('data', (text: Buffer) => (log += text.toString()));
  const url = `http://127.0.0.1:${await portOf(system)}`;
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok);
  await contribute('traced');
  const isOf = (service: string, name: RegExp) => (span: Received) => span.service === service && name.test(span.name);
  const expansion = await waitFor(() => spans.find(isOf('pangeo-forge-runner', /^work invocations$/)), {
    describe: () => [...new Set(spans.map(({ service, name }) => `${service} ${name}`))],
  });
  const ofTrace = () => spans.filter(({ traceId }) => traceId === expansion.traceId);
  const expected = [
    isOf('pangeo-forge-all', /^POST/), // the webhook
    isOf('pangeo-forge-all', /record-deliveries/), // its row
    isOf('pangeo-forge-worker', /^work deliveries$/),
    isOf('pangeo-forge-worker', /^(?:POST|PATCH)$/), // a request to GitHub
    isOf('pangeo-forge-worker', /^process /), // the job of BullMQ
  ];
  await waitFor(() => expected.every((one) => ofTrace().some(one)), {
    describe: () => ofTrace().map(({ service, name }) => `${service} ${name}`),
  });
  system.kill('SIGTERM');
  await system;

  const lines = log
    .split('\n')
    .filter((line) => line.includes(expansion.traceId))
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(new Set(lines.map(({ service }) => service))).toContain('worker');
  expect(lines.filter(({ deliveryId }) => deliveryId !== undefined).length).toBeGreaterThan(0);
  expect(records.filter(({ traceId }) => traceId === expansion.traceId).length).toBeGreaterThan(0);

  // spans leave this machine
  const { password } = new URL(databaseUrl);
  expect(password).not.toBe('');
  expect(JSON.stringify([spans, records])).not.toContain(password);
});

test('the trace is on the row of the work, and survives a process', async () => {
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  const { rows } = await database.pool.query<{ traceparent: string }>(
    `select traceparent from work where kind = 'invocations'`,
  );
  await database.close();
  expect(rows[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('without an address to send to, no SDK of OpenTelemetry is loaded', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'telemetry-modules-')), 'modules');
  releasers.add(() => rm(path.dirname(file), { recursive: true, force: true }));
  const system = start({ LOADED_MODULES: file, NODE_OPTIONS: `--import=${LIST_MODULES}` });
  const url = `http://127.0.0.1:${await portOf(system)}`;
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok);
  system.kill('SIGTERM');
  await system;
  const modules = await readFile(file, 'utf8');
  expect(modules).toContain('/node_modules/pg/');
  // prom-client loads the API, which records nothing
  const loaded = modules
    .split('\n')
    .filter((url) => url.includes('opentelemetry') && !url.includes('@opentelemetry/api/'));
  expect(loaded).toEqual([]);
});

test('an exporter that is none stops the process with a sentence', async () => {
  const { exitCode, stderr } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_TRACES_EXPORTER: 'jaeger' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('OTEL_TRACES_EXPORTER is "jaeger". Spans can be sent to: otlp, none.');
});
