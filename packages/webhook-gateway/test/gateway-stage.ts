import { createHmac, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { createHttpService, type HttpServiceConfig } from '@pangeo-forge/service/http-service';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { startTcpProxy, type TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { pino } from 'pino';
import { type GatewayLimits, webhookGateway } from '../src/service.ts';

export const SECRET = 'the webhook secret';
export const PREVIOUS_SECRET = 'the webhook secret of last year';

/** A gateway on a database and a Redis of its own; the way to each can be cut. */
export interface GatewayStage {
  url: string;
  port: number;
  database: Database;
  /** Past the proxy. */
  databaseUrl: string;
  redis: TestRedis;
  toPostgres: TcpProxy;
  toRedis: TcpProxy;
  /** Another gateway on the same servers, with limits of its own; answers where it listens. */
  startGateway(limits: Partial<GatewayLimits>): Promise<{ url: string; port: number }>;
  count(table: 'webhook_delivery' | 'work' | 'journal', where?: string): Promise<number>;
  stop(): Promise<void>;
}

/** None that a slow machine could meet. */
const PATIENT = { bodyLimitMs: 600_000, recordLimitMs: 600_000, retryForMs: 600_000 };

/** Its gateway waits for minutes where GitHub waits for seconds, unless a limit says otherwise. */
export async function startGatewayStage(limits: Partial<GatewayLimits> = {}): Promise<GatewayStage> {
  const releasers = createReleasers();
  const [testDatabase, redis] = await Promise.all([createMigratedDatabase(), createTestRedis()]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => redis.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  const [toPostgres, toRedis] = await Promise.all([proxyTo(testDatabase.url), proxyTo(redis.url)]);
  releasers.add(() => toPostgres.stop());
  releasers.add(() => toRedis.stop());
  const servers = { databaseUrl: through(testDatabase.url, toPostgres), redisUrl: through(redis.url, toRedis) };
  const startGateway = async (limits: Partial<GatewayLimits>) => {
    const gateway = createGateway(servers, limits);
    await gateway.start();
    releasers.add(() => gateway.stop());
    return { url: `http://127.0.0.1:${gateway.port()}/github/hooks/`, port: gateway.port() };
  };
  return {
    ...(await startGateway(limits)),
    startGateway,
    database,
    databaseUrl: testDatabase.url,
    redis,
    toPostgres,
    toRedis,
    async count(table, where = 'true') {
      const { rows } = await database.pool.query<{ count: number }>(
        `select count(*)::integer as count from ${table} where ${where}`,
      );
      return rows[0]?.count ?? 0;
    },
    stop: () => releasers.releaseAll(),
  };
}

/** A gateway as production composes it, on a free port. */
export function createGateway(
  servers: Pick<HttpServiceConfig, 'databaseUrl' | 'redisUrl'>,
  limits: Partial<GatewayLimits> = {},
) {
  return createHttpService(
    { ...servers, port: 0, poolSize: 2 },
    [webhookGateway({ webhookSecrets: [SECRET, PREVIOUS_SECRET], limits: { ...PATIENT, ...limits } })],
    pino({ level: 'silent' }),
  );
}

function proxyTo(url: string): Promise<TcpProxy> {
  return startTcpProxy({ port: Number(new URL(url).port) });
}

function through(url: string, proxy: TcpProxy): string {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.href;
}

export interface Post {
  id?: string;
  event?: string;
  payload?: unknown;
  /** The bytes to send, instead of the payload as JSON. */
  body?: Buffer | string;
  headers?: Record<string, string | null>;
  secret?: string;
}

export interface Answered {
  status: number;
  json: unknown;
  headers: Headers;
  /** Of the delivery that was sent. */
  id: string;
}

/** Posts a delivery as GitHub does, with the test's changes. A header that is null is left out. */
export async function post(url: string, options: Post = {}): Promise<Answered> {
  const id = options.id ?? randomUUID();
  const body = Buffer.from(options.body ?? JSON.stringify(options.payload ?? pullRequestOpened()));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': options.event ?? 'pull_request',
    'x-github-delivery': id,
    'x-hub-signature-256': signatureOf(body, options.secret ?? SECRET),
    ...options.headers,
  };
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(url, { method: 'POST', headers: present, body });
  return { status: response.status, json: await response.json(), headers: response.headers, id };
}

export function signatureOf(body: Buffer | string, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

export function pullRequestOpened(number = 1, repository = 'pangeo-forge/staged-recipes') {
  return {
    action: 'opened',
    number,
    repository: { full_name: repository },
    sender: { login: 'contributor' },
    pull_request: { number, updated_at: '2023-05-01T10:00:00Z', head: { sha: 'a'.repeat(40) } },
  };
}
