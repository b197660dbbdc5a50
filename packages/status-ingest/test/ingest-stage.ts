import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { setRunTarget } from '@pangeo-forge/db/runs/set-run-target';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { onServer } from '@pangeo-forge/db/testing/on-server';
import { startLoopbackPubSub } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { startTcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { pino } from 'pino';
import { statusIngest } from '../src/service.ts';

export const STATUS_SECRET = 'the-secret-of-this-bakery';
export const WEBHOOK_SECRET = 'the-secret-of-the-app';
export const TARGET_URL = 'https://data.example.org/x.zarr';

/** Where the limit is not what is tested: a slow machine does not meet it. */
const HANGS_AFTER_MS = 5 * 60_000;

/** status-ingest alone, with a Pub/Sub that pushes to it. The way to each of its servers can be held up. */
export async function startIngestStage({ recordLimitMs = HANGS_AFTER_MS } = {}) {
  const releasers = createReleasers();
  const [testDatabase, redis, pubsub] = await Promise.all([
    createMigratedDatabase(),
    createTestRedis(),
    startLoopbackPubSub(),
  ]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => redis.stop());
  releasers.add(() => pubsub.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  const { pool } = database;
  const sender = {
    audience: 'https://api.example.org/dataflow/push',
    serviceAccountEmail: 'push@test-project.iam.gserviceaccount.com',
  };
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: 'example.Bakery' },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 's3://bucket/{subpath}' },
    PangeoForge: {
      status_secret: STATUS_SECRET,
      push: {
        service_account_email: sender.serviceAccountEmail,
        audience: sender.audience,
        certs_url: pubsub.certsUrl,
      },
    },
  });
  const proxyTo = async (serverUrl: string) => {
    const url = new URL(serverUrl);
    const proxy = await startTcpProxy({ port: Number(url.port) });
    releasers.add(() => proxy.stop());
    url.port = String(proxy.port);
    return { proxy, url: url.href };
  };
  const [toPostgres, toRedis] = await Promise.all([proxyTo(testDatabase.url), proxyTo(redis.url)]);
  const ingest = createHttpService(
    { port: 0, databaseUrl: toPostgres.url, redisUrl: toRedis.url, poolSize: 2 },
    [
      statusIngest({
        webhookSecrets: [WEBHOOK_SECRET],
        bakeries: new Map([['the-bakery', { id: 'the-bakery', file }]]),
        redactor: new Redactor([STATUS_SECRET]),
        recordLimitMs,
      }),
    ],
    pino({ level: 'silent' }),
  );
  await ingest.start();
  releasers.add(() => ingest.stop());
  const url = `http://127.0.0.1:${ingest.port()}`;
  const bakeryId = await ensureBakery(pool, { name: 'the-bakery', region: '', description: '' });
  const feedstock = await ensureFeedstock(pool, 'org/a-feedstock');
  let runs = 0;

  async function queue(): Promise<number> {
    const run = await registerRun(pool, {
      dispatchKey: `run ${runs++}` as DispatchKey,
      recipeId: 'recipe',
      bakeryId,
      feedstockId: feedstock.id,
      headSha: 'abc',
      isTest: true,
      datasetType: 'zarr',
      cloneUrl: 'https://example.org/a.git',
      feedstockSubdir: null,
      pullRequest: null,
      requestedBy: null,
    });
    return run.id;
  }

  return {
    url,
    pool,
    toPostgres: toPostgres.proxy,
    toRedis: toRedis.proxy,
    pubsub,
    sender: { ...sender, endpoint: `${url}/dataflow/push` },
    queue,
    /** A run whose job the bakery has. */
    async submit(): Promise<{ id: number; jobName: string }> {
      const id = await queue();
      const jobName = `a6162${id}`;
      await transitionRun(pool, id, { type: 'dispatched', actor: 'tester' });
      await setRunTarget(pool, id, { targetUrl: TARGET_URL, requestedBy: 'tester', jobName });
      await transitionRun(pool, id, { type: 'submitted', actor: 'worker', jobName, jobId: null });
      return { id, jobName };
    },
    async runNow(id: number) {
      const { rows } = await pool.query(
        `select status, conclusion, failure_reason as reason, bakery_job as job, dataset_public_url as url from reciperun where id = $1`,
        [id],
      );
      return rows[0] as {
        status: string;
        conclusion: string | null;
        reason: string | null;
        job: unknown;
        url: string | null;
      };
    },
    /** Whether the run's comparison with its bakery is due now. */
    async isDue(id: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `select 1 from work where kind = 'reconciliations' and ref = $1 and state = 'due' and due_at <= now()`,
        [String(id)],
      );
      return rowCount === 1;
    },
    /** Away: cuts every connection to the database and refuses new ones. */
    async setPostgresAway(away: boolean): Promise<void> {
      const name = new URL(testDatabase.url).pathname.slice(1);
      const server = new URL(testDatabase.url);
      server.pathname = '/postgres';
      await onServer(server.href, async (client) => {
        await client.query(`alter database ${name} with allow_connections ${!away}`);
        if (away)
          await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      });
    },
    stop: () => releasers.releaseAll(),
  };
}

export type IngestStage = Awaited<ReturnType<typeof startIngestStage>>;
