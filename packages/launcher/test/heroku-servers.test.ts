import { once } from 'node:events';
import { chmodSync, chownSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '@pangeo-forge/db/open-database';
import type { RunningPostgres } from '@pangeo-forge/local-servers/postgres/start-postgres';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { unprivilegedUser } from '@pangeo-forge/local-servers/postgres/unprivileged-user';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { connectRedis, redisUrlOn } from '@pangeo-forge/shared/queues/redis-connection';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { pino } from 'pino';
import { selfSigned, startTlsFront } from './self-signed.ts';

const folder = temporaryDirectory();
const certificate = await selfSigned(folder);
const silent = pino({ level: 'silent' });
const withCertificate = certificate ? describe : describe.skip;

withCertificate('Postgres with a self-signed certificate (skipped without openssl)', () => {
  let postgres: RunningPostgres;
  beforeAll(async () => {
    const { certFile, keyFile } = certificate ?? { certFile: '', keyFile: '' };
    chmodSync(folder, 0o755);
    const user = unprivilegedUser(folder);
    if (user) chownSync(keyFile, user.uid, user.gid);
    const settings = { ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile, fsync: 'off' };
    postgres = await startTemporaryPostgres({ settings });
  });
  afterAll(() => postgres.stop());

  async function ask(sslmode: string | null) {
    const url = new URL(postgres.url.replace('postgres:', 'postgresql:'));
    if (sslmode) url.searchParams.set('sslmode', sslmode);
    const database = openDatabase({ url: url.href, poolSize: 1 });
    try {
      const { rows } = await database.pool.query<{ ssl: boolean; version: string }>(
        'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()',
      );
      return rows[0];
    } finally {
      await database.close();
    }
  }

  test('is spoken to over TLS', async () => {
    expect(await ask('require')).toEqual({ ssl: true, version: 'TLSv1.3' });
    expect(await ask(null)).toMatchObject({ ssl: false }); // loopback
  });

  test('is refused by who asks for certificates to be checked', async () => {
    await expect(ask('verify-full')).rejects.toThrow('self-signed certificate');
  });
});

describe('Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await createTestRedis();
  });
  afterAll(() => redis.stop());

  (certificate ? test : test.skip)(
    'behind a self-signed certificate is spoken to over TLS, by producers and consumers',
    async () => {
      const plain = new URL(redis.url);
      const front = await startTlsFront(certificate as NonNullable<typeof certificate>, Number(plain.port));
      try {
        for (const use of ['produce', 'consume'] as const) {
          const given = `rediss://:${plain.password}@127.0.0.1:${front.port}`;
          const url = redisUrlOn(given, { isHeroku: true });
          const connection = connectRedis(url, use, silent);
          await waitFor(() => connection.status === 'ready', { describe: () => connection.status });
          expect(await connection.ping()).toBe('PONG');
          connection.disconnect();
        }
      } finally {
        front.stop();
      }
    },
  );

  (certificate ? test : test.skip)(
    'is refused elsewhere when nobody vouches for its certificate, and accepted when REDIS_URL names who does',
    async () => {
      const { certFile } = certificate as NonNullable<typeof certificate>;
      const plain = new URL(redis.url);
      const front = await startTlsFront(certificate as NonNullable<typeof certificate>, Number(plain.port));
      const given = `rediss://:${plain.password}@localhost:${front.port}`;
      try {
        const errors: string[] = [];
        const refused = connectRedis(redisUrlOn(given, { isHeroku: false }), 'consume', silent);
        refused.on('error', ({ message }: Error) => errors.push(message));
        await waitFor(() => errors.some((message) => message.includes('self-signed certificate')), {
          describe: () => errors,
        });
        refused.disconnect();
        const url = redisUrlOn(`${given}?ca=${encodeURIComponent(certFile)}`, { isHeroku: true });
        const connection = connectRedis(url, 'consume', silent);
        await waitFor(() => connection.status === 'ready', { describe: () => connection.status });
        connection.disconnect();
      } finally {
        front.stop();
      }
    },
  );

  test('is written to again after a failover that leaves old connections at a replica', async () => {
    const other = await createTestRedis();
    const { password, port } = new URL(redis.url);
    const [direct, otherDirect] = [redis.url, other.url].map((url) => connectRedis(url, 'consume', silent));
    const endpoint = await startMovingEndpoint(Number(port));
    const connection = connectRedis(`redis://:${password}@127.0.0.1:${endpoint.port}`, 'produce', silent);
    try {
      await waitFor(() => connection.status === 'ready');
      await connection.set('before', '1');
      await otherDirect?.config('SET', 'requirepass', decodeURIComponent(password));
      endpoint.moveTo(Number(new URL(other.url).port));
      await direct?.replicaof('127.0.0.1', 1);
      await waitFor(() => connection.set('after', '2').catch(() => null), { describe: () => connection.status });
      expect(await otherDirect?.get('after')).toBe('2');
    } finally {
      await direct?.replicaof('NO', 'ONE');
      for (const one of [direct, otherDirect, connection]) one?.disconnect();
      endpoint.stop();
      await other.stop();
    }
  });

  test('cuts idle connections after a while, and they are made anew', async () => {
    const connection = connectRedis(redis.url, 'produce', silent);
    await waitFor(() => connection.status === 'ready');
    const first = await connection.client('ID');
    await connection.config('SET', 'timeout', '1');
    const again = await waitFor(
      async () => connection.status === 'ready' && connection.client('ID').then((id) => id !== first && id),
      { intervalMs: 3_000, describe: 'another connection' },
    );
    expect(again).not.toBe(first);
    await connection.config('SET', 'timeout', '0');
    connection.disconnect();
  });
});

/** The address of a managed Redis: new connections go to the present primary, old ones stay where they are. */
async function startMovingEndpoint(first: number) {
  let target = first;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port: number) {
      target = port;
    },
    stop: () => server.close(),
  };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));
