import { chmodSync, chownSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '@pangeo-forge/db/open-database';
import type { RunningPostgres } from '@pangeo-forge/local-servers/postgres/start-postgres';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { unprivilegedUser } from '@pangeo-forge/local-servers/postgres/unprivileged-user';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
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
          const url = `rediss://:${plain.password}@127.0.0.1:${front.port}`;
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

afterAll(() => rmSync(folder, { recursive: true, force: true }));
