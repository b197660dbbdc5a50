import { once } from 'node:events';
import { api } from '@pangeo-forge/api/service';
import { migrate } from '@pangeo-forge/db/migrate';
import { openDatabase, type Pool } from '@pangeo-forge/db/open-database';
import { createTestDatabase } from '@pangeo-forge/db/testing/test-database';
import { dashboard } from '@pangeo-forge/launcher/processes/api.process';
import type { WorkHandler } from '@pangeo-forge/runner-worker/work/work-handler';
import { createWorkLoop } from '@pangeo-forge/runner-worker/work/work-loop';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { createLogger } from '@pangeo-forge/shared/logging/create-logger';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker, type DueWork, type Waker } from '@pangeo-forge/shared/queues/waker';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { writeSampleRows } from './sample-rows.ts';
import { SAMPLE_BAKERY, SAMPLE_LIMIT, type SampleRuns, tellSampleStory } from './sample-story.ts';
import { SAMPLE_KEY } from './take-images.ts';

export interface SampleSystem {
  url: string;
  runs: SampleRuns;
  stop(): Promise<void>;
}

const BAKERY_FILE = bakeryFileSchema.parse({
  PangeoForge: { max_concurrent_runs: SAMPLE_LIMIT },
  Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
  TargetStorage: { fsspec_class: 's3fs.S3FileSystem', fsspec_args: {}, root_path: 's3://pangeo-forge/{subpath}' },
});

/** The pages and the API over a database of sample rows, on loopback. */
export async function startSampleSystem(): Promise<SampleSystem> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: testDatabase.url, poolSize: 4 });
  await migrate(database);
  await writeSampleRows(database.pool);
  const runs = await tellSampleStory(database.pool);
  const logger = createLogger({ service: 'sample', level: 'silent', redactor: new Redactor([]) });
  const testRedis = await createTestRedis();
  const redis = connectRedis(testRedis.url, 'produce', logger);
  if (redis.status !== 'ready') await once(redis, 'ready');
  const waker = createWaker(redis, logger);
  const consumer = connectRedis(testRedis.url, 'consume', logger);
  const ended = Promise.withResolvers<void>();
  const loop = createWorkLoop({
    pool: database.pool,
    waker,
    handlers: { reports: sampleHandler(ended.promise) },
    holder: 'worker.1:17',
    stopping: new AbortController().signal,
    logger,
    redis: consumer,
    concurrency: { reports: 2 },
  });
  await writeSampleWork(database.pool, waker);
  loop.start();
  const bakeryConfigs = new Map([[SAMPLE_BAKERY, { file: BAKERY_FILE }]]);
  const service = createHttpService(
    { port: 0, host: '127.0.0.1', databaseUrl: testDatabase.url, redisUrl: testRedis.url, poolSize: 4 },
    [dashboard('https://github.com'), api({ apiKey: SAMPLE_KEY, bakeryConfigs })],
    logger,
  );
  await service.start();
  return {
    url: `http://127.0.0.1:${service.port()}`,
    runs,
    async stop() {
      await service.stop();
      ended.resolve();
      await loop.stop();
      consumer.disconnect();
      await waker.close();
      redis.disconnect();
      await testRedis.stop();
      await database.close();
      await testDatabase.drop();
    },
  };
}

/** One report is written until the end, the others are done. */
function sampleHandler(ended: Promise<void>): WorkHandler {
  return async ({ work, note }) => {
    if (work.ref !== 'sample 4') return { decision: 'ran', reason: 'the comment was written' };
    note?.('the comment is being written');
    return ended;
  };
}

/** Work for the operators' pages: failed, retried, waiting, in progress and done. */
export async function writeSampleWork(pool: Pool, waker: Waker): Promise<void> {
  const { rows } = await pool.query<DueWork & { state: string }>(
    `insert into work (kind, ref, subject, label, state, attempts, last_error, updated_at, due_at, retrying_since) values
       ('reports', 'sample 1', 'run 258', 'report run 258', 'failed', 25, 'GitHub refused: the App may not comment on pangeo-forge/ocean-colour-feedstock. Ask an owner to accept its new permissions, then try again.', now() - interval '2 hours', now(), null),
       ('deliveries', 'sample 2', 'pull_request pangeo-forge/staged-recipes#41', 'pull_request pangeo-forge/staged-recipes#41', 'waiting', 1, 'the recipes are being read by pangeo-forge-runner', now() - interval '1 minute', now() + interval '1 minute', null),
       ('reconciliations', 'sample 3', 'run 263', 'job of run 263', 'waiting', 4, 'the bakery dataflow-us-central1 is asked again in 5 minutes', now() - interval '4 minutes', now() + interval '1 minute', null),
       ('reports', 'sample 4', 'run 261', 'report run 261', 'due', 0, null, now(), now(), null),
       ('reports', 'sample 5', 'run 262', 'report run 262', 'due', 0, null, now(), now(), null),
       ('reports', 'sample 6', 'run 260', 'report run 260', 'due', 9, 'GitHub answered 502.', now() - interval '1 minute', now() + interval '3 minutes', now() - interval '7 minutes')
     returning id::text, kind, label, state`,
  );
  await waker.wake(
    rows
      .filter(({ state, label }) => state === 'due' && label !== 'report run 260')
      .map(({ id, kind, label }) => ({ id, kind, label })),
  );
}
