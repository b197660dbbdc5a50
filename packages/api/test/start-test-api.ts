import { migrate } from '@pangeo-forge/db/migrate';
import { type Database, type DatabaseOptions, openDatabase } from '@pangeo-forge/db/open-database';
import { composeHttp } from '@pangeo-forge/service/http-service';
import { type HttpServer, startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { connectRedis } from '@pangeo-forge/shared/queues/redis-connection';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { pino } from 'pino';
import type { ApiParts } from '../src/api-parts.ts';
import { api, type ApiConfig } from '../src/service.ts';
import type { SignInService } from '../src/sign-in/service.ts';

export const TEST_KEY = 'test-key-of-the-config-file';

/** Nobody listens there: the API does without Redis. */
const NO_REDIS = 'redis://127.0.0.1:9';

export interface TestApi {
  url: string;
  database: Database;
  /** What the API woke workers for. */
  woken: DueWork[];
  stop(): Promise<void>;
}

export type TestApiParts = { people?: SignInService; proxies?: number } & Partial<
  Omit<ApiConfig, 'connectGitHub' | 'viewers'>
> &
  Partial<Pick<ApiParts, 'redis' | 'github'>>;

/** The API on a free port of loopback, over a database that is brought to the newest schema. */
export async function startTestApi(
  databaseUrl: string,
  { redis: given, github, people, proxies = 0, ...config }: TestApiParts = {},
  limits: Pick<DatabaseOptions, 'statementLimitMs'> = {},
): Promise<TestApi> {
  const logger = pino({ level: 'silent' });
  const database = openDatabase({ url: databaseUrl, poolSize: 4, ...limits });
  await migrate(database);
  const woken: DueWork[] = [];
  const wake = async (work: readonly DueWork[]) => void woken.push(...work);
  const redis = given ?? connectRedis(NO_REDIS, 'produce', logger);
  const servers = { database, redis, logger, waker: { wake, close: async () => {} } };
  let http: HttpServer | undefined;
  const port = () => http?.port ?? 0;
  const rest = api({
    apiKey: TEST_KEY,
    ...config,
    ...(github ? { connectGitHub: () => github } : {}),
    ...(people ? { viewers: people.viewers } : {}),
  });
  const mounts = people ? [people, rest] : [rest];
  http = await startHttpServer(await composeHttp(mounts, { servers, port, proxies }), 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${http.port}`,
    database,
    woken,
    async stop() {
      await http.close();
      if (!given) redis.disconnect();
      await database.close();
    },
  };
}
