import { migrate } from '@pangeo-forge/db/migrate';
import { type Database, type DatabaseOptions, openDatabase } from '@pangeo-forge/db/open-database';
import { createHttpApp } from '@pangeo-forge/shared/http/create-http-app';
import { errorHandler, notFoundHandler } from '@pangeo-forge/shared/http/error-handler';
import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { pino } from 'pino';
import { type ApiParts, createApiRouter } from '../src/api.routes.ts';
import { answerFreshFirst } from '../src/http/answer-fresh-first.ts';
import { createFreshAnswers } from '../src/http/fresh-answers.ts';

export const TEST_KEY = 'test-key-of-the-config-file';

export interface TestApi {
  url: string;
  database: Database;
  /** What the API woke workers for. */
  woken: DueWork[];
  stop(): Promise<void>;
}

/** The API on a free port of loopback, over a database that is brought to the newest schema. */
export async function startTestApi(
  databaseUrl: string,
  parts: Partial<ApiParts> = {},
  limits: Pick<DatabaseOptions, 'statementLimitMs'> = {},
): Promise<TestApi> {
  const logger = pino({ level: 'silent' });
  const database = openDatabase({ url: databaseUrl, poolSize: 4, ...limits });
  await migrate(database);
  const woken: DueWork[] = [];
  const wake = async (work: readonly DueWork[]) => void woken.push(...work);
  const app = createHttpApp();
  const fresh = createFreshAnswers();
  const waker = { wake, wakeOnce: wake, close: async () => {} };
  app.use(createApiRouter({ database, waker, logger, apiKey: TEST_KEY, fresh, ...parts }));
  app.use(notFoundHandler, errorHandler(logger));
  const http = await startHttpServer(answerFreshFirst(fresh, app), 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${http.port}`,
    database,
    woken,
    async stop() {
      await http.close();
      await database.close();
    },
  };
}
