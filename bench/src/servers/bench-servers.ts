import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { startRedis } from '@pangeo-forge/local-servers/redis/start-redis';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { Client } from 'pg';

export interface BenchServers {
  databaseUrl: string;
  redisUrl: string;
  query<T>(sql: string): Promise<T[]>;
  stop(): Promise<void>;
}

/** A Postgres whose commits are durable (fsync on), with today's schema, and a Redis that appends to its file. */
export async function startBenchServers(): Promise<BenchServers> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-bench-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [postgres, redis] = await Promise.all([
    startTemporaryPostgres({}),
    startRedis({ dir: path.join(folder, 'redis'), appendonly: true }),
  ]);
  releasers.add(() => postgres.stop());
  releasers.add(() => redis.stop());
  const database = openDatabase({ url: postgres.url, poolSize: 2 });
  await migrate(database);
  await database.close();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  releasers.add(() => client.end());
  await client.query(
    'create table bare (id text primary key, body bytea); alter table bare alter column body set storage external',
  );
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    query: async <T>(sql: string) => (await client.query(sql)).rows as T[],
    stop: () => releasers.releaseAll(),
  };
}
