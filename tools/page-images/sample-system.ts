import { once } from 'node:events';
import { api } from '@pangeo-forge/api/service';
import { migrate } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { dashboard } from '@pangeo-forge/launcher/processes/api.process';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { createLogger } from '@pangeo-forge/shared/logging/create-logger';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import { createWaker } from '@pangeo-forge/shared/queues/waker';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { createTestDatabase } from '@pangeo-forge/db/testing/test-database';
import { writeSampleRows } from './sample-rows.ts';
import { SAMPLE_BAKERY, SAMPLE_LIMIT, type SampleRuns, tellSampleStory } from './sample-story.ts';
import { writeSampleWork } from './sample-work.ts';
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
  await writeSampleWork(database.pool, waker);
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
      await waker.close();
      redis.disconnect();
      await testRedis.stop();
      await database.close();
      await testDatabase.drop();
    },
  };
}
