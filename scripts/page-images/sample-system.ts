import { once } from 'node:events';
import { createApiRouter } from '../../packages/api/src/api.routes.ts';
import { createDashboardRouter } from '../../packages/dashboard/src/dashboard.routes.ts';
import { migrate } from '../../packages/db/src/migrate.ts';
import { openDatabase } from '../../packages/db/src/open-database.ts';
import { bakeryFileSchema } from '../../packages/shared/src/config/bakery-file.schema.ts';
import { createLogger } from '../../packages/shared/src/logging/create-logger.ts';
import { createHttpApp } from '../../packages/shared/src/http/create-http-app.ts';
import { Redactor } from '../../packages/shared/src/redaction/redactor.ts';
import { errorHandler, notFoundHandler } from '../../packages/shared/src/http/error-handler.ts';
import { startHttpServer } from '../../packages/shared/src/http/http-server.ts';
import { connectRedis } from '../../packages/shared/src/queues/redis-connection.ts';
import { createWaker } from '../../packages/shared/src/queues/waker.ts';
import { createTestRedis } from '../../packages/testkit/src/redis/create-test-redis.ts';
import { createTestDatabase } from '../../packages/db/src/testing/test-database.ts';
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
  const app = createHttpApp();
  let port = 0;
  const apiUrl = () => `http://127.0.0.1:${port}`;
  const logger = createLogger({ service: 'sample', level: 'silent', redactor: new Redactor([]) });
  const testRedis = await createTestRedis();
  const redis = connectRedis(testRedis.url, 'produce', logger);
  if (redis.status !== 'ready') await once(redis, 'ready');
  const waker = createWaker(redis, logger);
  await writeSampleWork(database.pool, waker);
  app.use(await createDashboardRouter({ apiUrl, githubUrl: 'https://github.com' }));
  app.use(
    createApiRouter({
      database,
      waker,
      redis,
      logger,
      apiKey: SAMPLE_KEY,
      bakeryConfigs: new Map([[SAMPLE_BAKERY, { file: BAKERY_FILE }]]),
    }),
  );
  app.use(notFoundHandler, errorHandler(logger));
  const http = await startHttpServer(app, 0, '127.0.0.1');
  port = http.port;
  return {
    url: apiUrl(),
    runs,
    async stop() {
      await http.close();
      await waker.close();
      redis.disconnect();
      await testRedis.stop();
      await database.close();
      await testDatabase.drop();
    },
  };
}
